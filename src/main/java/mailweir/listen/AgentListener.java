package mailweir.listen;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import mailweir.action.Operations;
import mailweir.pipeline.Intake;
import mailweir.trust.Agents;
import mailweir.trust.Fingerprint;
import mailweir.trust.Identity;
import mailweir.trust.Tls;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for agents: TLS 1.3, HTTP/1.1, each request on a virtual thread. */
public final class AgentListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AgentListener.class);

  /** Connections of which it is not known yet whose they are. */
  private static final int MOST_STRANGERS = 2_000;

  private static final int MOST_CONNECTIONS = 12_000;
  private static final long MOST_BYTES = 96L << 20;
  private static final long LEAST_BYTES = 64L << 20;

  private final InetSocketAddress bind;
  private final Agents agents;
  private final Server server;
  private final ServerConnector connector;
  private final Crowd crowd = new Crowd(MOST_STRANGERS, MOST_CONNECTIONS);
  private final Map<String, Service> services;
  private final Consumer<String> say;

  /** Whether it was said that the list of agents cannot be read. */
  private volatile boolean toldOfList;

  /** The same without orders. */
  public AgentListener(
      InetSocketAddress bind,
      Identity own,
      Agents agents,
      Intake intake,
      InstantSource clock,
      Consumer<String> say) {
    this(bind, own, agents, intake, null, clock, say);
  }

  /**
   * Does not listen before {@link #start()}.
   *
   * @param bind port 0 takes a free one
   * @param own the key of this server
   * @param operations where agents ask for orders; {@code null}: there are none
   * @param say is told of what an operator should know
   */
  public AgentListener(
      InetSocketAddress bind,
      Identity own,
      Agents agents,
      Intake intake,
      Operations operations,
      InstantSource clock,
      Consumer<String> say) {
    this.bind = bind;
    this.agents = agents;
    this.say = say;
    Room room = new Room(Math.clamp(Runtime.getRuntime().maxMemory() / 6, LEAST_BYTES, MOST_BYTES));
    services = new HashMap<>();
    services.put(ParcelService.PATH, new ParcelService(intake, room));
    services.put(EnrolService.PATH, new EnrolService(agents, say));
    services.put(SampleService.PATH, new SampleService(intake, room, clock));
    if (operations != null) {
      services.put(OrderService.PATH, new OrderService(operations, own, clock, say));
    }
    QueuedThreadPool threads = new QueuedThreadPool(16, 2);
    threads.setName("agents");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
    server = new Server(threads);
    server.setHandler(new Door());
    connector = connector(own);
    server.addConnector(connector);
  }

  private ServerConnector connector(Identity own) {
    SslContextFactory.Server ssl = new SslContextFactory.Server();
    ssl.setSslContext(Tls.server(own));
    ssl.setWantClientAuth(true);
    ssl.setIncludeProtocols(Tls.VERSION);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(4096);
    http.setResponseHeaderSize(4096);
    http.setOutputBufferSize(4096);
    http.addCustomizer(new SecureRequestCustomizer(false));
    ServerConnector c =
        new ServerConnector(
            server,
            null,
            null,
            null,
            1,
            1,
            new SslConnectionFactory(ssl, "http/1.1"),
            new HttpConnectionFactory(http));
    c.setHost(bind.getAddress().getHostAddress());
    c.setPort(bind.getPort());
    c.setAcceptQueueSize(1024);
    c.setIdleTimeout(Crowd.NEXT.toMillis());
    c.addBean(crowd);
    return c;
  }

  private final class Door extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      Crowd.Guest guest = crowd.of(request.getConnectionMetaData().getConnection());
      guest.within(Duration.ofSeconds(180));
      Reply reply;
      try {
        reply = answer(request, guest);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        reply = Reply.later(503, "being closed", 5);
      } catch (IOException e) {
        callback.failed(e);
        return true;
      } catch (RuntimeException e) {
        LOG.error("agents: a request failed", e);
        reply = Reply.later(500, "a fault of the server", 30);
      }
      guest.within(Crowd.NEXT);
      response.setStatus(reply.status());
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
      byte[] body = reply.body();
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
      if (reply.retryAfter() > 0) {
        response.getHeaders().put(HttpHeader.RETRY_AFTER, reply.retryAfter());
      }
      response.write(true, ByteBuffer.wrap(body), callback);
      return true;
    }
  }

  private Reply answer(Request request, Crowd.Guest guest)
      throws IOException, InterruptedException {
    Fingerprint certificate = certificate(request);
    String agent = null;
    if (certificate != null) {
      try {
        agent = agents.nameOf(certificate).orElse(null);
        toldOfList = false;
      } catch (IOException e) {
        if (!toldOfList) {
          toldOfList = true;
          say.accept("agents: " + e.getMessage());
        }
        return Reply.later(503, "the list of agents cannot be read", 30);
      }
    }
    if (agent != null) {
      guest.prove();
    }
    Call call = new Call(request, guest, agent, certificate);
    Service service = services.get(Request.getPathInContext(request));
    Reply reply =
        service == null
            ? Reply.refused(404, "nothing is here")
            : !request.getMethod().equals("POST")
                ? Reply.refused(405, "only POST")
                : service.answer(call);
    call.skip(ParcelService.LARGEST);
    return reply;
  }

  private static Fingerprint certificate(Request request) {
    if (request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE)
            instanceof EndPoint.SslSessionData session
        && session.peerCertificates() != null
        && session.peerCertificates().length > 0) {
      X509Certificate leaf = session.peerCertificates()[0];
      return Fingerprint.of(leaf);
    }
    return null;
  }

  /** Listens; returns when agents are answered. */
  public AgentListener start() {
    try {
      server.start();
    } catch (Exception e) {
      close();
      throw new IllegalStateException(
          "agents: cannot listen on "
              + bind.getHostString()
              + ":"
              + bind.getPort()
              + " ("
              + e.getMessage()
              + "); no agent is heard; end what uses that port, or choose another with --agents",
          e);
    }
    return this;
  }

  /** The port that it listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  /** Connections that are open. */
  public int connections() {
    return crowd.size();
  }

  /** Connections that were closed because they were slow or too many. */
  public long cut() {
    return crowd.cutSoFar();
  }

  @Override
  public void close() {
    crowd.close();
    try {
      server.stop();
    } catch (Exception e) {
      LOG.warn("agents: the listener did not stop cleanly", e);
    }
  }
}
