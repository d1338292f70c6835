package mailweir.web;

import mailweir.action.Operator;
import mailweir.queue.Bounds;
import mailweir.queue.Grouping;
import mailweir.queue.Queues;

/**
 * What pages know of the mail servers themselves: what waits there, and what can be asked of them.
 *
 * @param queues what waits
 * @param bounds from when on that is no longer normal
 * @param suspicion when one relay, account or sender is suspicious
 * @param operator what can be asked
 */
public record Fleet(Queues queues, Bounds bounds, Grouping.Suspicion suspicion, Operator operator) {
  /** Where nobody tells of queues, and nobody can be told anything. */
  public static final Fleet NONE =
      new Fleet(Queues.NONE, Bounds.USUAL, Grouping.Suspicion.USUAL, Operator.NONE);
}
