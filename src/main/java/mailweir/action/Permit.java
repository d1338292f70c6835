package mailweir.action;

import java.util.Locale;

/** What a host may allow its server, by the words of {@code agent.actions}. */
public enum Permit {
  HOLD,
  RELEASE,
  RETRY,
  DELETE,
  BLOCK,
  SCANNER;

  /** Which one an order needs. Bringing back needs what removing needs; ending a block what the block needs. */
  public static Permit of(Order order) {
    return switch (order) {
      case Order.Hold o -> HOLD;
      case Order.Release o -> RELEASE;
      case Order.Retry o -> RETRY;
      case Order.Delete o -> DELETE;
      case Order.Undo o -> DELETE;
      case Order.Block o -> BLOCK;
      case Order.Unblock o -> BLOCK;
      case Order.PauseScanner o -> SCANNER;
      case Order.ResumeScanner o -> SCANNER;
    };
  }

  /** As it is written. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
