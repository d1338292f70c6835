package mailweir.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VirtualHostTest {
  @ParameterizedTest
  @CsvSource({
    "example.org-access.log, example.org",
    "access-www.Example.org.log.1.gz, www.example.org",
    "example.org_access_log, example.org",
    "ssl_access.example.org.log-20261120.gz, example.org",
    "example.org.log, example.org",
    "example.org, ",
    "access.log, ",
    "other_vhosts_access.log.2.gz, ",
    "mail.log, ",
    "../evil.log, ",
  })
  void of_tellsTheNameInAFilesName(String file, String expected) {
    assertEquals(expected, VirtualHost.of(file));
  }
}
