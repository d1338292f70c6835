/**
 * The greylist's memory: who was asked to come again, who did, and who is let in without being asked.
 *
 * <pre>
 *   look ──► AllowList ──► client table ──► triplet table (segments of hashes in memory, a lock each)
 *                                │               │ what changed, in order
 *                                └───────┬───────┘
 *                                        ▼
 *                            Journal: one thread, a write and an fsync each 40 ms ──► journal-N
 *                            TableFile: now and then the whole memory, in the background ──► table-N
 * </pre>
 *
 * <p>In: client, name, pool, sender, recipient and the time of each try; allow lists; what an operator allows and forgets.
 *
 * <p>Out: {@link mailweir.policy.grey.Grey.Answer}s, the list of who waits now, and what it cost ({@link mailweir.policy.grey.Costs}).
 *
 * <p>Never: a clock of its own; a look that waits for the disk; an answer that a failing disk changes.
 *
 * <p><b>Security.</b> Senders and recipients are written by strangers: the hash of the tables is keyed with a secret of the folder, so that nobody can
 * choose triplets that collide; memory is bounded; the socket for the operator is open to the user that runs the process and to root.
 */
package mailweir.policy.grey;
