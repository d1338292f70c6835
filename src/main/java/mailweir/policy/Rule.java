package mailweir.policy;

/**
 * One rule: when its condition holds, its action is taken and no later rule is looked at.
 *
 * @param text what the client is told by {@link Action#TEMPFAIL} and {@link Action#REJECT}
 * @param seconds how late {@link Action#TARPIT} answers
 * @param line where it stands in its file
 */
record Rule(String name, Condition when, Action then, String text, int seconds, int line) {}
