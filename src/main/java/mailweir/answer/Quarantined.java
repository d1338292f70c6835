package mailweir.answer;

import java.time.Instant;

/**
 * A message that a filter stopped or marked, for one recipient: a row of the quarantine report. A component that no line states is {@code
 * null}.
 *
 * @param event the filter's word for it: {@code virus spam bad_filename …}
 * @param name the virus' name, the file's, or the score
 * @param relay the address of the client
 * @param action what was done, the strongest that any line tells
 */
public record Quarantined(
    Instant time,
    String host,
    String event,
    String name,
    String relay,
    String sender,
    String recipient,
    String subject,
    String action,
    String filter,
    String queueId) {}
