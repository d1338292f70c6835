/**
 * Following live logs: what {@code tail -F} does, with a memory.
 *
 * <p>In: files, folders and patterns, and the checkpoints that were committed. Out: every complete line once, with its source, and
 * the checkpoint that belongs in the same transaction. Never: sleeps or starts a thread in its core ({@link
 * mailweir.collect.follow.Follower} is stepped; {@link mailweir.collect.follow.FollowLoop} is the only one with a thread), writes to
 * what it reads, takes a missing folder for an emptied log, hands half a line while the rest may still come.
 *
 * <p>How rotation is understood is told in {@link mailweir.collect.follow.Finder}.
 *
 * <p><b>Known faults.</b> What is written to a log between the copying and the truncating of logrotate's {@code copytruncate} is in
 * neither file; nobody can read it. A content that was edited in its middle, with its beginning, its size and the last line read
 * unchanged, is not noticed.
 */
package mailweir.collect.follow;
