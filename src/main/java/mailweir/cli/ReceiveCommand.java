package mailweir.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import mailweir.ask.AskClient;
import mailweir.collect.follow.Setting;
import mailweir.letter.Keys;
import mailweir.letter.Letters;
import mailweir.pipeline.LiveFeed;
import mailweir.pipeline.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes a mail from a pipe. */
@Command(
    name = "receive",
    description = {
      "Takes a mail from standard input, as mail servers give it to a pipe ('|mailweir receive' in aliases), and puts it into the store's inbox; the server that runs takes it from there.",
      "Ends with 75 when it could not be written: the mail server keeps the mail and tries again."
    },
    mixinStandardHelpOptions = true)
public final class ReceiveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StoreOptions options;

  @Override
  public Integer call() {
    try {
      Mailing.tray(options.folder()).put(System.in);
      return ExitCode.OK;
    } catch (IOException e) {
      throw new CannotGoOn(
          ExitCode.TEMPFAIL,
          "mailweir receive: "
              + options.folder().resolve("inbox")
              + ": the mail could not be put there ("
              + Wiring.why(e)
              + "); the mail server keeps it; make the folder writable for the user that it runs pipes as");
    }
  }

  @Command(
      name = "key",
      description =
          "Shows the server's key, made when there is none: hosts that ship by mail need it.",
      mixinStandardHelpOptions = true)
  int key(@Mixin StoreOptions store) throws IOException {
    spec.commandLine()
        .getOut()
        .print(Keys.shared(Mailing.keys(store.folder()).own(Wiring.machine())));
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  @Command(
      name = "trust",
      description = "Makes a host known by its key, as 'mailweir ship --key' shows it there.",
      mixinStandardHelpOptions = true)
  int trust(
      @Parameters(paramLabel = "NAME", description = "The sender's name here.") String name,
      @Parameters(
              paramLabel = "FILE",
              arity = "0..1",
              description = "Its key; default: standard input.")
          Path file,
      @Mixin StoreOptions store) {
    try (InputStream in =
        file == null || file.toString().equals("-") ? System.in : Files.newInputStream(file)) {
      Keys.Known known = Mailing.keys(store.folder()).trust(name, in.readAllBytes());
      spec.commandLine()
          .getOut()
          .println(name + ": is known now by key " + Keys.fingerprint(known.certificate()));
      spec.commandLine().getOut().flush();
      return ExitCode.OK;
    } catch (IOException e) {
      throw new CannotGoOn(
          ExitCode.NO_INPUT,
          "mailweir receive trust "
              + name
              + ": "
              + (file == null ? "standard input " : file + " ")
              + Wiring.why(e)
              + "; nobody was made known");
    }
  }

  @Command(
      name = "distrust",
      description = "Forgets a host: its mails are refused from now on.",
      mixinStandardHelpOptions = true)
  int distrust(
      @Parameters(paramLabel = "NAME", description = "The sender's name here.") String name,
      @Mixin StoreOptions store)
      throws IOException {
    boolean was = Mailing.keys(store.folder()).distrust(name);
    spec.commandLine()
        .getOut()
        .println(name + (was ? ": is not known any more" : ": was not known"));
    spec.commandLine().getOut().flush();
    return was ? ExitCode.OK : ExitCode.INCOMPLETE;
  }

  @Command(
      name = "list",
      description = "Lists the hosts that are known, with their keys.",
      mixinStandardHelpOptions = true)
  int list(@Mixin StoreOptions store) throws IOException {
    for (Keys.Known known : Mailing.keys(store.folder()).known()) {
      spec.commandLine()
          .getOut()
          .println(known.name() + "  " + Keys.fingerprint(known.certificate()));
    }
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  @Command(
      name = "store",
      description =
          "Stores what waits in the inbox and in the configured mailboxes, and ends: for a store without a server that runs.",
      mixinStandardHelpOptions = true)
  int store(@Mixin StoreOptions store) throws InterruptedException {
    Path folder = store.folder();
    if (AskClient.of(folder).isPresent()) {
      spec.commandLine()
          .getOut()
          .println(folder + ": a server runs and takes the mails itself; nothing is to be done");
      spec.commandLine().getOut().flush();
      return ExitCode.OK;
    }
    Consumer<String> say =
        message -> {
          spec.commandLine().getErr().println("mailweir: " + message.replaceAll("\\p{Cntrl}", "?"));
          spec.commandLine().getErr().flush();
        };
    try (Store opened = StoreAccess.toServe(folder, store.site(null), Wiring::dialects);
        LiveFeed feed =
            new LiveFeed(
                opened,
                Setting.of(
                    Wiring.reading(ZoneOffset.UTC, null, null, Clock.systemUTC()),
                    Clock.systemUTC(),
                    say),
                say)) {
      feed.follow(java.util.List.of());
      try (Letters letters = Mailing.letters(store, folder, feed, store.zone(null), say)) {
        letters.once();
      }
      return ExitCode.OK;
    } catch (IOException e) {
      throw new CannotGoOn(
          ExitCode.STORE,
          "mailweir receive store: "
              + e.getMessage()
              + "; mails that are not stored wait where they are; run it again");
    }
  }
}
