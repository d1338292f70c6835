package mailweir.parse.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mailweir.parse.Line;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalObjectTest {
  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      textBlock =
          """
          {"__REALTIME_TIMESTAMP":"1763646290435258","_HOSTNAME":"mx1","SYSLOG_IDENTIFIER":"postfix/smtpd","SYSLOG_PID":"33","_PID":"1","MESSAGE":"connect from a"} => 2025-11-20T13:44:50.435258+00:00 | mx1 | postfix/smtpd | 33 | x1 | connect from a
          { "MESSAGE" : "a b", "_PID" : "7", "_COMM" : "dovecot", "X" : {"a":["}",1]}, "N" : null, "__REALTIME_TIMESTAMP" : "1763646290000000" } => 2025-11-20T13:44:50+00:00 | - | dovecot | 7 | x1 | a b
          {"__REALTIME_TIMESTAMP":"1763646290000000","_HOSTNAME":"mx1","SYSLOG_IDENTIFIER":"x","MESSAGE":"say \\"a\\" \\\\ \\/ \\u00e9\\ud83d\\ude00 one\\ntwo\\ttab"} => 2025-11-20T13:44:50+00:00 | mx1 | x | - | x1 | say "a" \\ / é😀 one#012two\ttab
          {"__REALTIME_TIMESTAMP":"1763646290000000","_HOSTNAME":"mx1","SYSLOG_IDENTIFIER":"x","MESSAGE":[104,105,32,195,169,10,0]} => 2025-11-20T13:44:50+00:00 | mx1 | x | - | x1 | hi é#012#000
          {"__REALTIME_TIMESTAMP":"1763646290000000","_HOSTNAME":["mx1","mx2"],"SYSLOG_IDENTIFIER":"x","MESSAGE":["one","two"]} => 2025-11-20T13:44:50+00:00 | mx1 | x | - | x1 | one
          {"__REALTIME_TIMESTAMP":"1763646290000000","_HOSTNAME":"mx1","SYSLOG_IDENTIFIER":"x","MESSAGE":"message repeated 4 times: [ a b]"} => 2025-11-20T13:44:50+00:00 | mx1 | x | - | x4 | a b
          {"__REALTIME_TIMESTAMP":"1763646290000000","_HOSTNAME":"mx1","SYSLOG_IDENTIFIER":"x","MESSAGE":null} => 2025-11-20T13:44:50+00:00 | mx1 | x | - | x1 |
          {"log":"Nov 20 13:44:50 mail postfix/qmgr[5]: 4X: removed\\n","stream":"stdout","time":"2025-11-20T13:44:50.5Z"} => 2025-11-20T13:44:50+00:00 | mail | postfix/qmgr | 5 | x1 | 4X: removed
          {"log":"hello\\n","stream":"stdout","time":"2025-11-20T13:44:50.5Z"} => 2025-11-20T13:44:50.500000+00:00 | - | - | - | x1 | hello
          """)
  void parse_readsTheObject(String raw, String expected) {
    Line line = EnvelopesTest.parse(raw);
    assertEquals(expected, EnvelopesTest.parts(line).strip());
    assertEquals(raw, line.raw().toString());
  }
}
