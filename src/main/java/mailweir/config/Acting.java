package mailweir.config;

import java.util.List;
import mailweir.slice.Network;

/** What keys about actions may say. */
final class Acting {
  private static final List<String> PERMITS =
      List.of("all", "hold", "release", "retry", "delete", "block", "scanner");
  private static final List<String> WALLS =
      List.of("postfix", "sendmail", "exim", "qmail", "nftables");

  private Acting() {}

  static String ofPermit(String value) {
    return PERMITS.contains(value)
        ? null
        : "is nothing that can be allowed; there are " + String.join(", ", PERMITS);
  }

  static String ofWall(String value) {
    return WALLS.contains(value)
        ? null
        : "is no way to keep somebody out; there are " + String.join(", ", WALLS);
  }

  static String ofScanner(String value) {
    return value.matches("(mailscanner|amavisd|mimedefang):(pause|resume)=/[^\\p{Cntrl}]*")
        ? null
        : "is no command of a scanner; write mailscanner:pause=/absolute/program and arguments, and the same with resume";
  }

  static String ofQmail(String value) {
    return value.matches("(stop|start)=/[^\\p{Cntrl}]*")
        ? null
        : "is no command for qmail-send; write stop=/absolute/program and arguments, as stop=/usr/bin/svc -d /service/qmail-send, and the same with start";
  }

  static String ofNever(String value) {
    try {
      Network.of(value);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }
}
