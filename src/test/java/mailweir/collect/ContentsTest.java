package mailweir.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ContentsTest {
  private static Contents of(String text) {
    return Contents.of(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void of_text_evenWhenHostile() {
    String line = "Nov 20 19:19:14 mx1 postfix/smtpd[2]: connect from a[192.0.2.1]\n";
    assertEquals(Contents.TEXT, of(line));
    assertEquals(Contents.TEXT, of("\0".repeat(5000) + line), "NULs before a header");
    assertEquals(Contents.TEXT, of("\0".repeat(5000)), "nothing but NULs: lines may follow");
    assertEquals(Contents.TEXT, of(line + "\u001b[2J\u0007 \u00ff\u00fe\u0001\n" + line));
    assertEquals(Contents.TEXT, of("x\n"));
    assertEquals(Contents.EMPTY, of(""));
  }

  @Test
  void of_binary_isKnown() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    assertEquals(Contents.BINARY, Contents.of(Files.readAllBytes(java)));
    StringBuilder records = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      records
          .append("tty")
          .append((char) i)
          .append("\0".repeat(28))
          .append("root")
          .append("\0".repeat(200));
    }
    assertEquals(Contents.BINARY, of(records.toString()), "wtmp");
    assertEquals(Contents.JOURNAL, of("LPKSHHRH\0\0"));
    assertEquals(Contents.ZIP, of("PK\3\4x"));
    assertEquals(Contents.TAR, of("mail.log" + "\0".repeat(249) + "ustar\0" + "\0".repeat(300)));
  }

  @Test
  void format_ofMagic_notOfTheName() throws IOException {
    for (Format format : Format.values()) {
      assertEquals(
          format, Format.of(Packed.as(format, "some text".getBytes(StandardCharsets.US_ASCII))));
    }
    assertEquals(Format.BZIP2, Format.of(Packed.as(Format.BZIP2, new byte[0])));
    assertEquals(
        Format.PLAIN,
        Format.of("BZh9 is how this text begins".getBytes(StandardCharsets.US_ASCII)));
    assertEquals(Format.PLAIN, Format.of(new byte[0]));
  }
}
