package mailweir.answer;

import java.util.List;

/**
 * Who sends through the site, and what speaks for it that the site will be blamed: a row of the report of senders.
 *
 * @param who the account, or the client's address where there was no login
 * @param account whether it is an account
 * @param messages messages that a login or a submission brought in, where the server tells them by a line of their own
 * @param admitted recipients that a check let pass
 * @param relayed of those, recipients outside of the site
 * @param withoutLogin of those relayed, without a login (web mail, a script on a web server)
 * @param unlikeLogin of those relayed, with a sender that is not the login
 * @param refused recipients and commands that were refused, 4xx too
 * @param unknownRecipients of those, for a recipient that does not exist
 * @param clients addresses that it came from
 * @param senders envelope senders that it used
 * @param risk a weight to sort by: recipients behind each reason, see {@link #reasons}
 * @param reasons why, in words: {@code relaying_without_login sender_unlike_login unknown_recipients many_clients many_senders}
 */
public record SenderRisk(
    String who,
    boolean account,
    long messages,
    long admitted,
    long relayed,
    long withoutLogin,
    long unlikeLogin,
    long refused,
    long unknownRecipients,
    long clients,
    long senders,
    long risk,
    List<String> reasons) {}
