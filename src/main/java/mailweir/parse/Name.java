package mailweir.parse;

/**
 * A host or a program, made once and then compared by identity: logs name few of them, millions of times.
 *
 * @param id from 0, dense within its {@link Names}
 * @param text as logged
 */
public record Name(int id, String text) {}
