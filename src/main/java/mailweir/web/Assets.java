package mailweir.web;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The few static files: our own scripts and style, and the two libraries out of their jars. Nothing else can be asked for. */
final class Assets {
  private static final Map<String, String> PLACES =
      Map.of(
          "mailweir.css", "/mailweir/web/mailweir.css",
          "mailweir.svg", "/mailweir/web/mailweir.svg",
          "theme.js", "/mailweir/web/theme.js",
          "page.js", "/mailweir/web/page.js",
          "flow.js", "/mailweir/web/flow.js",
          "chart.js", "/mailweir/web/chart.js",
          "htmx.js",
              jar(
                  "org.webjars.npm/htmx.org",
                  "/META-INF/resources/webjars/htmx.org/%s/dist/htmx.min.js"),
          "echarts.js",
              jar(
                  "org.mvnpm/echarts",
                  "/META-INF/resources/_static/echarts/%s/dist/echarts.common.min.js"));

  private static final Map<String, Asset> LOADED = new ConcurrentHashMap<>();

  private record Asset(byte[] bytes, String tag, String type) {}

  private Assets() {}

  /** The place of a library's file; the version stands in the jar's Maven properties, so that the pom alone names it. */
  private static String jar(String artifact, String pattern) {
    try (InputStream in =
        Assets.class.getResourceAsStream("/META-INF/maven/" + artifact + "/pom.properties")) {
      java.util.Properties properties = new java.util.Properties();
      if (in != null) {
        properties.load(in);
      }
      return String.format(pattern, properties.getProperty("version", "missing"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address of a file, which changes with its content, so that a browser may keep it for good. */
  static String url(String name) {
    return "/static/" + name + "?v=" + asset(name).tag;
  }

  static void serve(Context ctx) {
    String name = ctx.pathParam("name");
    if (!PLACES.containsKey(name)) {
      throw new HttpResponseException(404, "there is nothing at this address", Map.of());
    }
    Asset asset = asset(name);
    boolean named = asset.tag.equals(ctx.queryParam("v"));
    ctx.header("Cache-Control", named ? "max-age=31536000, immutable" : "no-cache");
    ctx.header("ETag", '"' + asset.tag + '"');
    if (('"' + asset.tag + '"').equals(ctx.header("If-None-Match"))) {
      ctx.status(304);
      return;
    }
    ctx.contentType(asset.type).result(asset.bytes);
  }

  private static Asset asset(String name) {
    return LOADED.computeIfAbsent(name, Assets::load);
  }

  private static Asset load(String name) {
    try (InputStream in = Assets.class.getResourceAsStream(PLACES.get(name))) {
      if (in == null) {
        throw new IllegalStateException(
            "web: " + PLACES.get(name) + " is not in the program; build it again");
      }
      byte[] bytes = in.readAllBytes();
      String tag =
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 8);
      String type =
          name.endsWith(".css")
              ? "text/css;charset=utf-8"
              : name.endsWith(".svg") ? "image/svg+xml" : "text/javascript;charset=utf-8";
      return new Asset(bytes, tag, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
