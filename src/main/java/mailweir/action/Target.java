package mailweir.action;

/**
 * A message of the plan. All of it is compared again on the host, at the instant of the action: ids are used again.
 *
 * @param place {@link mailweir.queue.Place#name()}
 * @param id as the server writes it
 * @param arrived UTC microseconds
 * @param sender envelope sender; {@code ""} is the null sender; absent: the queue does not tell, and it must not tell then either
 * @param size in bytes; -1: not known
 */
public record Target(String place, String id, long arrived, String sender, long size) {}
