package mailweir.event;

import mailweir.slice.Slice;

/**
 * Why greylisting decided so; what a daemon does not tell is absent.
 *
 * @param rule the rule's name
 * @param os the sender's system as p0f says, {@code UNKNOWN} included
 * @param stage at which the mail server asked
 * @param waited seconds since the same message was first sent; -1: not told
 * @param shadow whether it was only thought, and mail was let in
 */
public record Grounds(Slice rule, Slice os, Slice stage, long waited, boolean shadow) {
  /** Nothing is told. */
  public static final Grounds NONE = new Grounds(null, null, null, -1, false);
}
