package mailweir.parse;

/** A dialect that knows its lines by what they look like: they name no program, or one that their operator chose. */
public interface Recogniser extends Dialect {
  /**
   * Whether a line that names no program, or one that nobody claims, is written in this dialect: only a line that is so beyond doubt. Pure and
   * total as {@link #parse}.
   */
  boolean recognises(Line line);
}
