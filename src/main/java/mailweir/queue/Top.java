package mailweir.queue;

import java.util.List;

/**
 * Who or what fills queues.
 *
 * @param by by what
 * @param waiting all messages that were looked at, as the queues were counted; with a filter of messages what those that fit stand for
 * @param listed messages whose envelopes are known
 * @param unlisted messages of queues of which no envelope is known: in no group but hosts and queues
 * @param isSampled whether counts are scaled from a part of the envelopes
 * @param groups the largest first; ages in their order
 * @param others how many groups are left out
 */
public record Top(
    By by,
    long waiting,
    long listed,
    long unlisted,
    boolean isSampled,
    List<Group> groups,
    int others) {
  public Top {
    groups = List.copyOf(groups);
  }
}
