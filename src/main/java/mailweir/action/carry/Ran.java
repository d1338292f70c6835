package mailweir.action.carry;

/**
 * How a program ended.
 *
 * @param status its exit status; -1: it took too long and was ended
 * @param out what it wrote, the first {@link Runner#MOST_OUTPUT} bytes
 * @param err what it complained of, so much at most
 */
public record Ran(int status, String out, String err) {
  /** Whether it ended well. */
  public boolean ok() {
    return status == 0;
  }

  /** The first line of its complaints, printable, for a note. */
  public String complaint() {
    String text = err.isBlank() ? out : err;
    String line = text.lines().filter(l -> !l.isBlank()).findFirst().orElse("it said nothing");
    line = line.replaceAll("\\p{Cntrl}", "?");
    return (status < 0 ? "it took too long" : "status " + status)
        + ": "
        + (line.length() > 200 ? line.substring(0, 200) + "…" : line);
  }
}
