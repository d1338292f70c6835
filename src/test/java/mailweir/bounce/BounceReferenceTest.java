package mailweir.bounce;

import java.util.ArrayList;
import java.util.List;
import mailweir.MadeFromCode;
import org.junit.jupiter.api.Test;

/** The reference of bounce rules: what only words can tell stands here, classes, groups and codes come from the code. */
class BounceReferenceTest {
  private static final String FRONT =
      """
      # Bounce rules

      Made from the code by `BounceReferenceTest`; not edited by hand.

      What a remote server answered when it did not take a message is sorted into one of {classes} classes, by rules in a file. The
      program has rules of its own (`src/main/resources/mailweir/bounce/bounces.rules`): {rules} rules with {examples} test lines.

      ## The file

      ```
      # a remark
      InvalidRecipient code=5xx dsn=5.1.1,x.1.6 : user unknown | no * mailbox
        = 550 5.1.1 <a@example.org>: User unknown
      ```

      A rule is one line: a class, then conditions that must all be met.

      | part | meaning |
      | --- | --- |
      | `code=550,4xx` | the reply code is one of these; `xx`: any of its hundred |
      | `dsn=5.1.1,x.2.2` | the enhanced code is one of these; `x`: any number |
      | `: text \\| other * text` | one of these texts occurs; `*` stands for anything between, and a text begins where a word does. Case makes no difference |
      | `= answer` | a test line of the rule above: this answer must be met by that rule, and by none before it |

      Blank lines and lines with `#` in front say nothing. **Order decides**: the first rule that fits gives the class; where none fits the
      answer is `Uncategorized`. Every rule needs a test line. Rules without a text are for codes alone and belong at the end.

      The reply code is the first one at the answer's beginning or behind `said: ` or `replied: `, the enhanced code the one behind
      it or the one that the log gives.

      ## To change it

      Copy the file, change it, and try it; all faults are told at once, each with its line, and a file with a fault is never used.

      ```
      mailweir bounce test own.rules
      mailweir bounce classify --bounce-rules own.rules 550 5.1.1 User unknown
      ```

      Use it with `--bounce-rules` (`report`, `import`, `serve`, `parse`) or for all verbs with the key `bounce.rules` of the
      [configuration](../configuration.md). An answer is sorted when its line is read: what is stored keeps its class.

      ## Classes

      The names are KumoMTA's.

      | group | meaning | classes |
      | --- | --- | --- |
      """;

  @Test
  void bouncePage_equalsTheCode() {
    BounceRules own = BounceRules.standard();
    StringBuilder page =
        new StringBuilder(
            FRONT
                .replace("{classes}", Integer.toString(BounceClass.values().length))
                .replace("{rules}", Integer.toString(own.size()))
                .replace("{examples}", Integer.toString(own.examples())));
    for (BounceGroup group : BounceGroup.values()) {
      List<String> names = new ArrayList<>();
      for (BounceClass one : BounceClass.values()) {
        if (one.group() == group) {
          names.add("`" + one.word() + "`");
        }
      }
      page.append("| `")
          .append(group.word())
          .append("` | ")
          .append(group.meaning())
          .append(" | ")
          .append(String.join(", ", names))
          .append(" |\n");
    }
    page.append(
        """

        ## Words for enhanced codes

        Stories tell an enhanced code in words: `for now` (4), `for good` (5), `success` (2), and these, for all codes of IANA's registry
        "SMTP Enhanced Status Codes".

        | code | words |
        | --- | --- |
        """);
    for (int subject = 0; subject < 8; subject++) {
      for (int detail = 0; detail < 1000; detail++) {
        String code = subject + "." + detail;
        String text = StatusCodes.text("5." + code);
        if (!text.equals(StatusCodes.text("5." + subject + ".999"))) {
          page.append("| `x.")
              .append(code)
              .append("` | ")
              .append(text.substring("for good: ".length()))
              .append(" |\n");
        }
      }
    }
    MadeFromCode.check("docs/reference/bounce-rules.md", page.toString());
  }
}
