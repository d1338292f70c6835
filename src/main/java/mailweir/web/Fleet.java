package mailweir.web;

import mailweir.action.Operator;
import mailweir.queue.Bounds;

/**
 * What pages know of the mail servers besides what their logs say.
 *
 * @param bounds from when on a queue is no longer normal
 * @param operator what can be asked of the servers
 */
public record Fleet(Bounds bounds, Operator operator) {
  /** Where nobody can be told anything. */
  public static final Fleet NONE = new Fleet(Bounds.USUAL, Operator.NONE);
}
