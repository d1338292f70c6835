package mailweir.demo;

import java.time.LocalDate;

/** Visits to a web site with web mail, in the layout {@code combined}: hits, and logins that fail. */
final class WebTraffic extends Traffic {
  private static final String[] AGENTS = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
    "curl/8.5.0"
  };
  private static final String SITE = "https://www.example.org";

  WebTraffic(Site site) {
    super(site);
  }

  void session(long time, int host) {
    String ip = people.clientIps[chance.happens(.3) ? randomUser() : randomClient()];
    String agent = chance.of(AGENTS);
    String user = chance.happens(.02) ? localOf(randomAccount()) : "-";
    if (chance.happens(.05)) {
      boolean failed = chance.happens(.3);
      String request = "POST /roundcube/?_task=login HTTP/1.1";
      hit(time, ip, user, request, failed ? 401 : 302, "-", agent);
      if (failed) {
        return;
      }
    }
    int pages = chance.between(1, 12);
    long now = time + 100;
    String from = "-";
    for (int i = 0; i < pages; i++) {
      String page = "/articles/" + chance.below(5000) + "/" + letters(8) + ".html";
      hit(now, ip, user, "GET " + page + " HTTP/1.1", status(), from, agent);
      from = SITE + page;
      for (int k = chance.below(9); k > 0; k--) {
        now += chance.between(2, 80);
        String file = chance.happens(.7) ? "/images/" + chance.below(9999) + ".webp" : "/app.css";
        hit(now, ip, user, "GET " + file + " HTTP/1.1", status(), from, agent);
      }
      now += chance.between(900, 90_000);
    }
  }

  private int status() {
    double x = chance.fraction();
    return x < .8 ? 200 : x < .9 ? 304 : x < .94 ? 301 : x < .99 ? 404 : 500;
  }

  private void hit(
      long time, String ip, String user, String request, int status, String referer, String agent) {
    int size = status == 200 ? size() : status == 304 ? 0 : chance.between(100, 900);
    write(
            time,
            ip
                + " - "
                + user
                + " ["
                + stamp(time)
                + "] \""
                + request
                + "\" "
                + status
                + " "
                + (size == 0 ? "-" : size)
                + " \""
                + referer
                + "\" \""
                + agent
                + "\"")
        .counts("web.hits")
        .counts("web_by_status." + status / 100 + "xx");
  }

  /** {@code 20/Dec/2024:10:00:00 +0000}. */
  private static String stamp(long millis) {
    LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(millis, 86_400_000L));
    int second = (int) (Math.floorMod(millis, 86_400_000L) / 1000);
    StringBuilder text = new StringBuilder(26);
    two(text, day.getDayOfMonth()).append('/');
    text.append(Reordering.MONTHS.get(day.getMonthValue() - 1)).append('/').append(day.getYear());
    two(text.append(':'), second / 3600);
    two(text.append(':'), second / 60 % 60);
    return two(text.append(':'), second % 60).append(" +0000").toString();
  }

  private static StringBuilder two(StringBuilder text, int n) {
    return text.append((char) ('0' + n / 10)).append((char) ('0' + n % 10));
  }
}
