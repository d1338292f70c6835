package mailweir.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.function.Consumer;
import mailweir.config.Configuration;
import mailweir.letter.Keys;
import mailweir.letter.Letters;
import mailweir.letter.Postman;
import mailweir.letter.Recipes;
import mailweir.letter.Tray;
import mailweir.pipeline.LiveFeed;

/** What comes by mail, put together. */
final class Mailing {
  private Mailing() {}

  static Keys keys(Path folder) {
    return new Keys(folder.resolve("mail-keys"));
  }

  static Tray tray(Path folder) {
    return new Tray(folder.resolve("inbox"));
  }

  /** Whether lines are to come by mail: then a server needs no log of its own. */
  static boolean isExpected(Configuration configuration, Path folder) {
    return Files.isDirectory(folder.resolve("mail-keys"))
        || Files.isDirectory(folder.resolve("inbox"))
        || !configuration.maildirs().isEmpty()
        || configuration.imap().isPresent();
  }

  /** Looks into the tray, and into the mailboxes that are configured; not before it is started. */
  static Letters letters(
      StoreOptions options, Path folder, LiveFeed feed, ZoneId zone, Consumer<String> say) {
    Configuration configuration = options.configuration();
    Recipes recipes =
        configuration
            .mailRecipes()
            .map(file -> {
              try {
                return Recipes.of(file);
              } catch (IOException e) {
                throw new CannotGoOn(
                    ExitCode.CONFIGURATION, e.getMessage() + "; nothing was read; mend the file");
              }
            })
            .orElse(Recipes.NONE);
    Postman postman =
        new Postman(
            feed.intake(), keys(folder), Wiring.machine(), recipes, Clock.systemUTC(), zone);
    Letters letters = new Letters(postman, say).with(tray(folder), folder + "/inbox");
    configuration.maildirs().forEach(letters::withMaildir);
    configuration
        .imap()
        .ifPresent(url ->
            letters.withImap(
                url,
                configuration
                    .mailPassword()
                    .orElseThrow(() ->
                        new CannotGoOn(
                            ExitCode.CONFIGURATION,
                            "mail.imap: needs mail.password, the path of a file that holds the password; nothing was read"))));
    return letters;
  }
}
