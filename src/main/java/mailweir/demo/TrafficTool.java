package mailweir.demo;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;

/**
 * The generator as a program of its own, for benchmarks.
 *
 * <pre>
 *   java -cp mailweir.jar mailweir.demo.TrafficTool gen --seed 42 --lines 10000000 --hosts 4 --format postfix --out P1.log --truth P1.json
 *   java -cp mailweir.jar mailweir.demo.TrafficTool shuffle IN OUT WINDOW_SECONDS SEED
 *   java -cp mailweir.jar mailweir.demo.TrafficTool swapdays IN OUT
 * </pre>
 *
 * <p>Options of gen: {@code --seed --messages} (number of sessions; 0: no limit) {@code --lines} (stop after so many) {@code --hosts
 * --format postfix|sendmail|exim|qmail-chkuser|combined --ooo SECONDS} (disorder) {@code --sessions-per-day --start YYYY-MM-DD --host NAME --out
 * FILE|- --truth FILE}.
 */
public final class TrafficTool {
  private TrafficTool() {}

  public static void main(String[] args) throws IOException {
    switch (args.length == 0 ? "" : args[0]) {
      case "gen" -> generate(args);
      case "shuffle" ->
          Reordering.shuffle(
              Path.of(args[1]), Path.of(args[2]), Long.parseLong(args[3]), Long.parseLong(args[4]));
      case "swapdays" -> Reordering.swapDays(Path.of(args[1]), Path.of(args[2]));
      default -> throw new IllegalArgumentException("gen, shuffle or swapdays");
    }
  }

  private static void generate(String[] args) throws IOException {
    Map<String, String> given = new HashMap<>();
    for (int i = 1; i + 1 < args.length; i += 2) {
      given.put(args[i].replaceFirst("^--", ""), args[i + 1]);
    }
    TrafficOptions options =
        new TrafficOptions(
            Long.parseLong(given.getOrDefault("seed", "1")),
            Long.parseLong(given.getOrDefault("messages", "0")),
            Long.parseLong(given.getOrDefault("lines", "0")),
            Integer.parseInt(given.getOrDefault("hosts", "4")),
            TrafficOptions.Format.of(given.getOrDefault("format", "postfix")),
            Long.parseLong(given.getOrDefault("ooo", "0")),
            Double.parseDouble(given.getOrDefault("sessions-per-day", "0")),
            LocalDate.parse(given.getOrDefault("start", "2024-12-20")),
            given.get("host"),
            false,
            false);
    String file = given.getOrDefault("out", "-");
    TrafficGenerator generator;
    try (OutputStream out =
        new BufferedOutputStream(
            file.equals("-") ? System.out : Files.newOutputStream(Path.of(file)), 1 << 20)) {
      generator = new TrafficGenerator(options, out);
      generator.run();
    }
    if (given.containsKey("truth")) {
      try (PrintWriter truth =
          new PrintWriter(Files.newBufferedWriter(Path.of(given.get("truth"))))) {
        generator.writeTruth(truth);
      }
    }
    System.err.println(
        "lines "
            + generator.truth().lines()
            + " bytes "
            + generator.truth().bytes()
            + " sessions "
            + generator.sessions()
            + " last "
            + Traffic.utc(generator.time()));
  }
}
