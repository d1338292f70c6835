/**
 * What web servers log: Apache's and nginx' access logs.
 *
 * <p>In: lines in the layouts common, combined and vhost_combined. Out: a hit, and whether it was a failed login to web mail. Never: a hit for a
 * line whose stamp, request and status are not where they belong.
 */
package mailweir.parse.apache;
