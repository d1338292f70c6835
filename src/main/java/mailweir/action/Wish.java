package mailweir.action;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** What an operator wants. A {@link Plan} says what that would be. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "do")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Wish.Messages.class, name = "messages"),
  @JsonSubTypes.Type(value = Wish.KeepOut.class, name = "block"),
  @JsonSubTypes.Type(value = Wish.Scan.class, name = "scanner"),
  @JsonSubTypes.Type(value = Wish.TakeBack.class, name = "undo")
})
public sealed interface Wish {
  /**
   * Something with messages that wait.
   *
   * @param deed what
   * @param selection with which
   * @param keep how long what is deleted can be brought back; absent: {@link #KEEP}
   */
  record Messages(Deed deed, Selection selection, Duration keep) implements Wish {
    /** How long what is deleted can be brought back where nothing is said. */
    public static final Duration KEEP = Duration.ofDays(7);

    public Messages {
      Objects.requireNonNull(deed, "deed");
      Objects.requireNonNull(selection, "selection");
    }

    /** What can be done with messages. */
    public enum Deed {
      HOLD,
      RELEASE,
      RETRY,
      DELETE
    }
  }

  /**
   * Keeps somebody out.
   *
   * @param kind absent: as the value looks
   * @param lasting absent: until it is taken back
   * @param hosts agents' names; empty: all
   * @param wide also a network that is very large, and a domain of the site's own
   */
  record KeepOut(
      Barrier.Kind kind, String value, Duration lasting, List<String> hosts, boolean wide)
      implements Wish {
    public KeepOut {
      Objects.requireNonNull(value, "value");
      hosts = hosts == null ? List.of() : List.copyOf(hosts);
    }
  }

  /**
   * Stops a scanner, or starts it again.
   *
   * @param hosts agents' names; empty: all
   */
  record Scan(Order.Scanner scanner, boolean resume, List<String> hosts) implements Wish {
    public Scan {
      Objects.requireNonNull(scanner, "scanner");
      hosts = hosts == null ? List.of() : List.copyOf(hosts);
    }
  }

  /** Undoes what was done: brings back what was deleted, releases what was held, lets in again, starts again. */
  record TakeBack(String deed) implements Wish {
    public TakeBack {
      Objects.requireNonNull(deed, "deed");
    }
  }
}
