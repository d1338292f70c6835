package mailweir.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Map;
import mailweir.alert.Desk;
import mailweir.answer.Answers;
import mailweir.answer.BadQuery;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The web server: pages and API of one {@link Answers}, on a loopback address, each request on its own virtual thread. */
public final class WebServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

  private final InetSocketAddress bind;
  private final Javalin javalin;

  /** One that knows of no alerts. */
  public WebServer(Answers answers, InetSocketAddress bind, Clock clock, WebInfo info) {
    this(answers, Desk.NONE, bind, clock, info);
  }

  /** One that knows of no queues, and can tell nobody anything. */
  public WebServer(Answers answers, Desk desk, InetSocketAddress bind, Clock clock, WebInfo info) {
    this(answers, desk, Fleet.NONE, bind, clock, info);
  }

  /**
   * Does not listen before {@link #start()}.
   *
   * @param bind a loopback address; port 0 takes a free one
   * @throws IllegalArgumentException for an address that others can reach
   */
  public WebServer(
      Answers answers, Desk desk, Fleet fleet, InetSocketAddress bind, Clock clock, WebInfo info) {
    if (bind.getAddress() == null || !bind.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "web: "
              + bind.getHostString()
              + " is not a loopback address; the pages have no login, so others could read all mail traces; "
              + "bind to 127.0.0.1 and reach it through an SSH tunnel or a proxy that asks for a login");
    }
    this.bind = bind;
    TemplateEngine templates = TemplateEngine.createPrecompiled(ContentType.Html);
    Pages pages = new Pages(answers, desk, fleet, clock, info, templates);
    Api api = new Api(answers, desk, fleet, clock, info);
    this.javalin =
        Javalin.create(config -> {
          config.concurrency.useVirtualThreads = true;
          config.startup.showJavalinBanner = false;
          config.startup.showOldJavalinVersionWarning = false;
          config.http.prefer405over404 = true;
          config.http.maxRequestSize = 65_536L;
          config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setSendDateHeader(true);
            http.setRequestHeaderSize(16_384);
          });
          config.jetty.addConnector((server, http) -> {
            ServerConnector connector =
                new ServerConnector(
                    server, new org.eclipse.jetty.server.HttpConnectionFactory(http));
            connector.setHost(bind.getAddress().getHostAddress());
            connector.setPort(bind.getPort());
            connector.setIdleTimeout(60_000);
            return connector;
          });
          routes(config.routes, pages, api);
        });
  }

  private static void routes(RoutesConfig routes, Pages pages, Api api) {
    routes.before(Guard::check);
    read(routes, "/", pages::flow);
    read(routes, "/hosts", pages::hosts);
    read(routes, "/hosts/strip", pages::strip);
    read(routes, "/queues", pages::queues);
    read(routes, "/incident", pages::incident);
    read(routes, "/actions", pages::actions);
    routes.post("/act/plan", pages::plan);
    routes.post("/act/confirm", pages::confirm);
    read(routes, "/samples", pages::samples);
    read(routes, "/alerts", pages::alerts);
    read(routes, "/trace", pages::trace);
    read(routes, "/trace/{id}", pages::story);
    read(routes, "/report", pages::report);
    read(routes, "/static/{name}", Assets::serve);
    for (Route route : api.routes()) {
      read(routes, route.path(), route.handler());
    }
    routes.exception(
        BadQuery.class, (bad, ctx) -> tell(ctx, pages, 400, bad.getMessage(), bad.parameter()));
    routes.exception(
        HttpResponseException.class,
        (response, ctx) -> tell(ctx, pages, response.getStatus(), response.getMessage(), null));
    routes.exception(
        Exception.class,
        (fault, ctx) -> {
          LOG.error("web: {} failed", ctx.path().replaceAll("[^!-~]", "?"), fault);
          tell(
              ctx,
              pages,
              500,
              "the question could not be answered; the reason is in the program's log",
              null);
        });
    routes.error(
        404,
        ctx -> {
          if (ctx.attribute("told") == null) {
            tell(ctx, pages, 404, "there is nothing at this address", null);
          }
        });
  }

  /** GET, and HEAD as the same without a body. */
  private static void read(RoutesConfig routes, String path, Handler handler) {
    routes.get(path, handler);
    routes.head(path, handler);
  }

  private static void tell(Context ctx, Pages pages, int status, String detail, String parameter) {
    ctx.status(status);
    ctx.attribute("told", true);
    if (ctx.path().startsWith("/api/") || ctx.path().equals("/openapi.json")) {
      Api.problem(ctx, status, detail, parameter);
    } else {
      pages.problem(ctx, status, detail);
    }
  }

  /** Listens; returns when requests are answered. */
  public WebServer start() {
    try {
      javalin.start();
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "web: cannot listen on "
              + bind.getHostString()
              + ":"
              + bind.getPort()
              + ": "
              + reason(e)
              + "; the pages are not shown; stop what uses that port or choose another",
          e);
    }
    return this;
  }

  private static String reason(Throwable fault) {
    Throwable deepest = fault;
    for (int depth = 0; deepest.getCause() != null && depth < 20; depth++) {
      deepest = deepest.getCause();
    }
    return deepest.getMessage();
  }

  /** The port that it listens on. */
  public int port() {
    return javalin.port();
  }

  /** Where a browser on this machine finds it. */
  public String url() {
    return "http://"
        + (bind.getAddress().getAddress().length == 16
            ? "[::1]"
            : bind.getAddress().getHostAddress())
        + ":"
        + port()
        + "/";
  }

  /** Ends what runs and stops listening. */
  public void stop() {
    javalin.stop();
  }

  @Override
  public void close() {
    stop();
  }

  static Map<Integer, String> titles() {
    return Map.of(
        400,
        "Bad request",
        403,
        "Not one of our forms",
        409,
        "Not done",
        404,
        "Not found",
        405,
        "Method not allowed",
        421,
        "Wrong name",
        500,
        "Internal error",
        503,
        "Not available");
  }
}
