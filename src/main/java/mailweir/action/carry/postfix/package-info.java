/**
 * Hands for Postfix: hold, release, retry and remove by {@code postsuper} and {@code postqueue}, and the way back from the archive.
 *
 * <p>In: messages of an order, the spool. Out: what became of each. Never: removes what is not on hold, compared and in the archive; names a queue file to
 * a program by anything but its id; puts a file back under a name that another message may have.
 *
 * <p>Why ids cannot be mistaken: the name of a queue file is its time and its inode. While a file is open here its inode is not given to another file, so
 * there is no other message of this id from the comparison on until the program that was told the id has ended.
 */
package mailweir.action.carry.postfix;
