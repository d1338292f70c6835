/**
 * What a sender's operating system says about its mail: classes of systems, points for them, and SpamAssassin's rules that give these.
 *
 * <p>In: how often each class sent spam and wanted mail, where a site knows. Out: points, and a file that SpamAssassin reads. Never: lets
 * one sign alone make a message spam.
 */
package mailweir.policy.score;
