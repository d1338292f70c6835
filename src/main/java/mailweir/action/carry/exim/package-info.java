/**
 * Hands for Exim: hold, release, retry and remove by {@code exim -Mf -Mt -M -Mrm}, and the way back from the archive.
 *
 * <p>In: messages of an order, the spool. Out: what became of each. Never: removes what is not frozen, compared and in the archive; copies a message while a
 * process of Exim works at it (the lock on its {@code -D} file, which is Exim's own, is held meanwhile); puts a file over another message's.
 */
package mailweir.action.carry.exim;
