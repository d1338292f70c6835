package mailweir.collect;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import mailweir.parse.Line;
import mailweir.parse.Names;
import mailweir.parse.syslog.Envelopes;
import mailweir.slice.Slice;

/**
 * A source made ready: its format and contents known, its text at the first byte.
 *
 * <p>Standard input (or a pipe) whose stamps have no year is written to a temporary file first, unless the year is given or the
 * input is followed: the year of its first line depends on its last one.
 */
final class Opening implements AutoCloseable {
  /** The bytes as they lie there, and the text in them; the same object for a plain file. */
  final RawInput raw;

  final RawInput text;
  final Format format;
  final Contents contents;

  /** The first bytes of the text, before any translation. */
  final byte[] head;

  /** The file, where every place can be read again; {@code null} for a stream. */
  final Path file;

  private final Path temporary;

  private Opening(
      RawInput raw,
      RawInput text,
      Format format,
      Contents contents,
      byte[] head,
      Path file,
      Path temporary) {
    this.raw = raw;
    this.text = text;
    this.format = format;
    this.contents = contents;
    this.head = head;
    this.file = file;
    this.temporary = temporary;
  }

  /** Opens a source; what cannot be read is an {@link UnreadableSource}. */
  static Opening of(Source source, Reading options, InputStream stdin) throws IOException {
    boolean regular = !source.isStdin() && Files.isRegularFile(source.path());
    RawInput raw = raw(source, regular, stdin);
    try {
      Opening opened = look(source, raw, regular);
      return regular
              || options.follow()
              || options.firstYear() >= 0
              || source.firstYear() >= 0
              || !opened.yearless()
          ? opened
          : opened.spooled();
    } catch (IOException e) {
      raw.close();
      throw e instanceof UnreadableSource
          ? e
          : new UnreadableSource(
              Problem.of(
                  source.name(),
                  Problem.Kind.DAMAGED,
                  "its first bytes cannot be read ("
                      + reason(e)
                      + "); nothing of it is read; get the file again"),
              e);
    }
  }

  private static RawInput raw(Source source, boolean regular, InputStream stdin)
      throws IOException {
    if (source.isStdin()) {
      return RawInput.of(stdin);
    }
    try {
      return regular
          ? RawInput.of(source.path())
          : RawInput.of(Files.newInputStream(source.path()));
    } catch (NoSuchFileException e) {
      throw new UnreadableSource(missing(source.name()), e);
    } catch (IOException e) {
      throw new UnreadableSource(unreadable(source.name(), reason(e)), e);
    }
  }

  static Problem missing(String name) {
    return Problem.of(
        name,
        Problem.Kind.MISSING,
        "there is no such file; nothing is read from it; check the name");
  }

  static Problem unreadable(String name, String reason) {
    return Problem.of(
        name,
        Problem.Kind.UNREADABLE,
        "it may not be read ("
            + reason
            + "); its lines are missing in every figure; run as a member of the group that owns it, often 'adm'");
  }

  /** The reason that an exception gives, in one line and without the file's name. */
  static String reason(IOException e) {
    if (e instanceof java.nio.file.AccessDeniedException) {
      return "permission denied";
    }
    String text = e instanceof java.nio.file.FileSystemException f ? f.getReason() : e.getMessage();
    return text == null ? e.getClass().getSimpleName() : text.replaceAll("\\p{Cntrl}+", " ");
  }

  private static Opening look(Source source, RawInput raw, boolean regular) throws IOException {
    Format format = Format.of(raw.peek(Format.MAGIC, true));
    RawInput text = format == Format.PLAIN ? raw : RawInput.of(Unpacked.of(raw, format));
    byte[] head = text.peek(Contents.REACH, regular);
    while (!regular
        && head.length > 0
        && head.length < Contents.REACH
        && Slice.indexOf(head, 0, head.length, (byte) '\n') < 0) {
      int before = head.length;
      head = text.peek(before + 1, true);
      if (head.length == before) {
        break;
      }
    }
    Contents contents = Contents.of(head);
    if (!contents.readable()) {
      throw new UnreadableSource(
          Problem.of(
              source.name(),
              Problem.Kind.BINARY,
              "it is not a text log, nothing of it is read; " + contents.remedy()),
          null);
    }
    if (contents == Contents.JOURNAL_EXPORT) {
      text = RawInput.of(new JournalExport(text));
    }
    return new Opening(raw, text, format, contents, head, regular ? source.path() : null, null);
  }

  /** Whether the first stamp in the head has no year. */
  boolean yearless() {
    if (contents == Contents.JOURNAL_EXPORT) {
      return false;
    }
    Line line = first();
    return line != null && line.stamp.year < 0;
  }

  /** The first line of the head that has a stamp; {@code null} when none has. */
  Line first() {
    Envelopes envelopes = new Envelopes(new Names(), new Names());
    Line line = new Line();
    for (int p = 0; p < head.length; ) {
      int nl = Slice.indexOf(head, p, head.length, (byte) '\n');
      int end = nl < 0 ? head.length : nl;
      envelopes.parse(head, p, end, line);
      if (line.stamp.present) {
        return line;
      }
      p = end + 1;
    }
    return null;
  }

  /** Whether a line is one of syslog, of a server's own log or of an access log. */
  static boolean isOfALog(Line line) {
    // where the text is the whole line and a zone is told, it is an access log's
    boolean web = line.textFrom == line.from && line.stamp.offset != Line.Stamp.NO_OFFSET;
    boolean named = line.program != null || line.host != null || line.pidTo > line.pidFrom;
    return line.stamp.present && (named || web || Envelopes.isOwnLog(line));
  }

  /** How many of the first whole lines of the head, at most {@code most}, are {@link #isOfALog lines of a log}; -1 when there is no line. */
  int envelopes(int most) {
    if (contents == Contents.JOURNAL_EXPORT) {
      return 1;
    }
    Envelopes envelopes = new Envelopes(new Names(), new Names());
    Line line = new Line();
    int n = 0;
    int good = 0;
    for (int p = 0; p < head.length && n < most; n++) {
      int nl = Slice.indexOf(head, p, head.length, (byte) '\n');
      int end = nl < 0 ? head.length : nl;
      envelopes.parse(head, p, end, line);
      good += isOfALog(line) ? 1 : 0;
      p = end + 1;
    }
    return n == 0 ? -1 : good;
  }

  private Opening spooled() throws IOException {
    Path copy = Files.createTempFile("mailweir-", ".log");
    try {
      try (OutputStream out = Files.newOutputStream(copy)) {
        text.transferTo(out);
      }
      RawInput again = RawInput.of(copy);
      return new Opening(again, again, Format.PLAIN, Contents.TEXT, head, copy, copy);
    } catch (IOException e) {
      Files.deleteIfExists(copy);
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      text.close();
      raw.close();
    } finally {
      if (temporary != null) {
        Files.deleteIfExists(temporary);
      }
    }
  }
}
