package mailweir.action;

import java.time.Instant;

/**
 * An order for one host.
 *
 * @param id unique for good; one that was carried out is not carried out again
 * @param host the agent's name
 * @param issued when the operator confirmed it
 * @param notAfter from then on it is refused: a host that is away for longer must be asked anew
 * @param by who asked
 * @param reason in the operator's words
 * @param order what is to be done
 */
public record Command(
    String id,
    String host,
    Instant issued,
    Instant notAfter,
    String by,
    String reason,
    Order order) {}
