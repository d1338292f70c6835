package mailweir.policy;

/** Where in its dialogue a mail server asks. */
public enum Stage {
  CONNECT,
  HELO,
  MAIL,
  RCPT,
  DATA,
  /** After the last byte of the message. */
  END,
  /** At a command that brings no mail. */
  OTHER;

  /** The stage by Postfix's word for it; {@link #OTHER} for any other word. */
  public static Stage of(String word) {
    return switch (word) {
      case "CONNECT" -> CONNECT;
      case "EHLO", "HELO" -> HELO;
      case "MAIL" -> MAIL;
      case "RCPT" -> RCPT;
      case "DATA" -> DATA;
      case "END-OF-MESSAGE" -> END;
      default -> OTHER;
    };
  }
}
