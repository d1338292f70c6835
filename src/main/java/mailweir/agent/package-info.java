/**
 * The process on a mail server: follows its logs and its journal, and ships what they say.
 *
 * <pre>
 *   follow ─┐
 *   journal ┼─ gate ─► Packer ─► Draft ─► Spool (files; each with where its sources stand) ─► Sender ─► one server, pinned
 *   figures ┘                                          ▲──────────── acknowledged: deleted ──────┘
 * </pre>
 *
 * <p>In: files, patterns, the journal; figures of the host; an enrolment. Out: parcels at the one server whose certificate was agreed on,
 * each line in exactly one of them, whatever is killed when.
 *
 * <p>Never: listens on a port, carries out what its own configuration does not allow ({@link mailweir.action.carry.Carrier}), reads anything but what it was told to, writes outside its state folder, forgets a line that
 * was not acknowledged.
 */
package mailweir.agent;
