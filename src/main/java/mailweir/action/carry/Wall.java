package mailweir.action.carry;

import java.util.List;
import mailweir.action.Barrier;

/** Keeps out by the means of one server: writes its list whole, from who is to be kept out. */
public interface Wall {
  /** For messages: {@code postfix}, {@code sendmail}, {@code exim}, {@code qmail}, {@code nftables}. */
  String server();

  /**
   * Makes these, and nobody else, be kept out. May be repeated; what is so already is left alone.
   *
   * @param holding sorted, each once
   */
  Told apply(List<Barrier> holding);

  /**
   * What became of it.
   *
   * @param ok whether the server is told
   * @param notes why not, or what a person still has to do: the one line to add
   */
  record Told(boolean ok, List<String> notes) {
    public Told {
      notes = List.copyOf(notes);
    }
  }
}
