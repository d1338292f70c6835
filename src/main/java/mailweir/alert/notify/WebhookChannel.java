package mailweir.alert.notify;

import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mailweir.alert.Alert;
import mailweir.alert.Channel;
import mailweir.alert.ChannelSettings;
import mailweir.alert.Notice;

/** JSON of one's own making to any web server: Slack, Teams, ntfy, PagerDuty. */
final class WebhookChannel implements Channel {
  private final ChannelSettings.Webhook settings;
  private final Template template;
  private final Posting posting;

  WebhookChannel(ChannelSettings.Webhook settings) {
    this.settings = settings;
    this.template = new Template(settings.body());
    this.posting = new Posting(settings.timeout());
  }

  @Override
  public String kind() {
    return "webhook";
  }

  @Override
  public void send(Notice notice) throws IOException, InterruptedException {
    String secret = Channels.secret(settings.secretFile());
    String url = settings.url().replace("{secret}", secret);
    if (!settings.each()) {
      post(notice, url, secret);
      return;
    }
    for (Alert a : notice.alerts()) {
      post(new Notice(notice.id(), notice.kind(), notice.at(), List.of(a)), url, secret);
    }
  }

  private void post(Notice notice, String url, String secret)
      throws IOException, InterruptedException {
    Map<String, String> values = Template.values(notice, secret);
    Map<String, String> headers = new LinkedHashMap<>();
    settings
        .headers()
        .forEach(
            (name, value) -> headers.put(name, Channels.line(Template.fill(value, values), 2_000)));
    posting.send(settings.method(), url, shown(), headers, template.of(notice, secret));
  }

  /** The path of such an address is often the secret itself. */
  private String shown() {
    URI uri = URI.create(settings.url().replace("{secret}", "secret"));
    return uri.getScheme() + "://" + uri.getAuthority() + "/…";
  }
}
