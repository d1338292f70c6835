package mailweir.web;

import io.javalin.http.Handler;
import java.util.List;

/** One address of the API: what it answers and what may be asked with it. */
record Route(
    String path, String summary, List<String> parameters, List<String> formats, Handler handler) {}
