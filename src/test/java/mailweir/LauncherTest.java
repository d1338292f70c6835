package mailweir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, copied into a folder of its own beside a Java and a Maven that only tell what they were asked. */
class LauncherTest {
  @TempDir Path top;
  private Path home;
  private Path java;
  private final Map<String, String> environment = new HashMap<>();

  /** What one run of the launcher came to. */
  private record Run(int code, String out, String err) {}

  @BeforeEach
  void layOut() throws IOException {
    home = Files.createDirectories(top.resolve("the program"));
    Files.createDirectories(home.resolve("target"));
    Files.createDirectories(home.resolve("src/main"));
    Files.writeString(home.resolve("target/mailweir.jar"), "");
    Files.copy(Checkout.path("mailweir"), home.resolve("mailweir"));
    java = top.resolve("jdk");
    layJava(java, "25.0.3");
    environment.put("MAILWEIR_JAVA_HOME", java.toString());
  }

  private static void layJava(Path folder, String version) throws IOException {
    script(folder.resolve("bin/java"), "for a; do printf '<%s>' \"$a\"; done; exit ${EXIT:-0}");
    script(folder.resolve("bin/javac"), "exit 1");
    Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Run run(Path launcher, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("/bin/sh", launcher.toString()));
    command.addAll(List.of(arguments));
    Path err = top.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(top.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("MAILWEIR_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), out, Files.readString(err));
  }

  private Run run(String... arguments) throws Exception {
    return run(home.resolve("mailweir"), arguments);
  }

  @Test
  void arguments_arriveAsTheyWereGiven() throws Exception {
    Run run = run("trace", "--from", "a b@example.org", "$(id)", "");
    assertEquals(0, run.code());
    assertTrue(
        run.out().endsWith("mailweir.jar><trace><--from><a b@example.org><$(id)><>"), run.out());
    assertEquals("", run.err());
  }

  @Test
  void exitCode_isTheProgramsOwn() throws Exception {
    environment.put("EXIT", "74");
    assertEquals(74, run().code());
  }

  @Test
  void symlink_findsTheProgramItPointsTo() throws Exception {
    Path first = Files.createSymbolicLink(top.resolve("first"), Path.of("the program/mailweir"));
    Path second = Files.createSymbolicLink(top.resolve("second"), first);
    Run run = run(second);
    assertTrue(
        run.out().contains("<" + home.toRealPath().resolve("target/mailweir.jar") + ">"),
        run.out());
  }

  @Test
  void heap_isHalfAGigabyteUnlessSaid() throws Exception {
    assertTrue(run().out().contains("<-Xmx512m>"));
    environment.put("MAILWEIR_HEAP", "2g");
    assertTrue(run().out().contains("<-Xmx2g>"));
  }

  @Test
  void collector_isReplacedByTheOneInTheOptions() throws Exception {
    assertTrue(run().out().contains("<-XX:+UseSerialGC>"));
    environment.put("MAILWEIR_JAVA_OPTS", "-XX:+UseParallelGC -Dx=y");
    String out = run().out();
    assertTrue(out.contains("<-XX:+UseParallelGC><-Dx=y>"), out);
    assertFalse(out.contains("Serial"), out);
  }

  @Test
  void java_ofTheEnvironmentThatIsTooOldIsRefused() throws Exception {
    for (String old : List.of("1.8.0_402", "17.0.15", "24", "")) {
      layJava(java, old);
      Run run = run();
      assertEquals(69, run.code(), old);
      assertTrue(
          run.err().contains("MAILWEIR_JAVA_HOME=" + java + ": no JDK 25 or newer"), run.err());
      assertEquals("", run.out());
    }
  }

  @Test
  void java_thatIsNewerIsTaken() throws Exception {
    layJava(java, "27-ea");
    assertEquals(0, run().code());
  }

  @Test
  void build_isMadeOnceAndAgainWhenASourceIsNewer() throws Exception {
    Files.delete(home.resolve("target/mailweir.jar"));
    Files.writeString(home.resolve("pom.xml"), "");
    script(home.resolve("mvnw"), "[ \"$1\" = -v ] || { echo noise; : >target/mailweir.jar; }");
    Run first = run("report");
    assertEquals(0, first.code(), first.err());
    assertTrue(first.err().contains("building once"), first.err());
    assertFalse(first.err().contains("noise"), first.err());
    assertTrue(first.out().endsWith("<report>"), first.out());

    assertEquals("", run("report").err());

    Path source = Files.writeString(home.resolve("src/main/New.java"), "");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    assertTrue(run("report").err().contains("building once"));
  }

  @Test
  void build_thatFailsIsToldAndNothingIsRun() throws Exception {
    Files.writeString(home.resolve("pom.xml"), "");
    script(home.resolve("mvnw"), "[ \"$1\" = -v ] || { echo 'no space left'; exit 1; }");
    Run run = run("report");
    assertEquals(69, run.code());
    assertTrue(run.err().contains("no space left"), run.err());
    assertTrue(run.err().contains("mailweir was not started"), run.err());
    assertEquals("", run.out());
  }
}
