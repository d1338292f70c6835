package mailweir.collect.otlp;

import java.net.InetSocketAddress;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * Where to listen, and for whom.
 *
 * @param token what senders have to give; {@code null}: none, on loopback only
 * @param tls {@code null}: without
 * @param patience how long a request waits for its commit
 */
public record OtlpSetting(
    InetSocketAddress bind, String token, SSLContext tls, Duration patience) {}
