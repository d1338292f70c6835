package mailweir.bounce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import mailweir.Checkout;
import org.junit.jupiter.api.Test;

class BounceRulesTest {
  @Test
  void standard_hasATestLineForEachRuleAndMeetsThem() throws Exception {
    try (var own = BounceRules.class.getResourceAsStream("bounces.rules")) {
      BounceRules.of(new String(own.readAllBytes(), StandardCharsets.UTF_8));
    }
    assertTrue(BounceRules.standard().examples() >= BounceRules.standard().size());
    assertEquals(29, BounceClass.values().length);
  }

  @Test
  void classify_takesTheFirstRuleThatFits() throws BadRules {
    BounceRules rules =
        BounceRules.of(
            """
            SpamBlock code=5xx : on a * list
              = 550 you are on a black list
            InvalidRecipient dsn=5.1.x,4.1.1
              = 550 5.1.9 what
            QuotaIssues : full
              = The box is FULL
            """);
    assertEquals(BounceClass.SPAM_BLOCK, rules.classify("554 5.1.1 On A very long LIST"));
    assertEquals(BounceClass.INVALID_RECIPIENT, rules.classify("450 4.1.1 on a list"));
    assertEquals(BounceClass.QUOTA_ISSUES, rules.classify("452 mailbox full"));
    assertEquals(BounceClass.UNCATEGORIZED, rules.classify("452 wonderfull"));
    assertEquals(BounceClass.UNCATEGORIZED, rules.classify(""));
    assertEquals(1, rules.line("554 on a list"));
  }

  @Test
  void of_tellsAllFaultsTogether() {
    BadRules told =
        assertThrows(
            BadRules.class,
            () ->
                BounceRules.of(
                    """
                      = before the first
                    Nonsense code=5xx
                      = 550 a
                    SpamBlock code=7 flag=1 : x
                    QuotaIssues : full | | empty
                      = 550 nothing of it
                    SpamBlock
                      = 1
                    """));
    String all = String.join("\n", told.faults());
    assertEquals(8, told.faults().size(), all);
    assertTrue(all.contains("line 2: 'Nonsense' is no class"), all);
    assertTrue(all.contains("line 4: the rule has no test line"), all);
    assertTrue(all.contains("line 6: the test line is met by"), all);
  }

  @Test
  void standard_sortsWhatLargeProvidersAnswer() throws IOException {
    List<String> wrong = new ArrayList<>();
    int told = 0;
    for (String line :
        Checkout.text(Checkout.path("src/test/resources/bounce/providers.txt")).split("\n")) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] words = line.split(" \\| ", 2);
      assertNotNull(BounceClass.named(words[0]), line);
      BounceClass found = BounceRules.standard().classify(words[1]);
      told++;
      if (found != BounceClass.named(words[0])) {
        wrong.add(
            found.word() + " by line " + BounceRules.standard().line(words[1]) + ", not " + line);
      }
    }
    assertTrue(told > 100);
    assertEquals("", String.join("\n", wrong));
  }

  @Test
  void classify_isTotal() {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      byte[] b = new byte[random.nextInt(300)];
      random.nextBytes(b);
      assertNotNull(
          BounceRules.standard()
              .classify(b, 0, b.length, random.nextInt(1200) - 300, random.nextInt()));
    }
  }

  /** The registry's details: subject and last detail; all from 0 on are registered, X.6.10 is another name of X.6.8. */
  @Test
  void text_hasWordsOfItsOwnForEveryRegisteredCode() {
    int[] last = {0, 10, 4, 6, 7, 6, 10, 30};
    Set<String> words = new HashSet<>();
    for (int subject = 0; subject < last.length; subject++) {
      String bare = StatusCodes.text("5." + subject + ".999");
      for (int detail = 0; detail <= last[subject]; detail++) {
        String code = "5." + subject + "." + detail;
        String text = StatusCodes.text(code);
        assertNotNull(text, code);
        assertNotEquals(bare, text, code);
        assertTrue(words.add(text) || code.equals("5.6.10"), code + ": " + text);
      }
      assertEquals(bare, StatusCodes.text("5." + subject + "." + (last[subject] + 1)));
    }
    assertEquals(StatusCodes.text("4.6.8"), StatusCodes.text("4.6.10"));
    assertEquals("for good", StatusCodes.text("5.8.0"), "no such subject is registered");
  }

  @Test
  void text_tellsWhatACodeMeans() {
    assertEquals("for good: no such mailbox", StatusCodes.text("5.1.1"));
    assertEquals("for now: mailbox", StatusCodes.text("4.2.99"));
    assertNull(StatusCodes.text("3.1.1"));
    assertNull(StatusCodes.text(null));
  }
}
