package mailweir.alert;

import java.util.Locale;

/** How bad it is. */
public enum Severity {
  INFO,
  WARNING,
  CRITICAL;

  /** As people and programs write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
