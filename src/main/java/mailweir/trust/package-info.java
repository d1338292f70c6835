/**
 * Who may speak with whom: keys, certificates, tokens and the list of agents.
 *
 * <p>In: a folder of secrets; the clock and the source of chance as arguments. Out: TLS contexts that trust exactly one fingerprint, or
 * that ask for a certificate and leave the judgement to {@link mailweir.trust.Agents}; tokens that count once.
 *
 * <p>Never: a private key that leaves its folder, a secret that is kept in the clear where its hash does, a host name that decides.
 */
package mailweir.trust;
