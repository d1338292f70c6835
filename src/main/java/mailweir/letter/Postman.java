package mailweir.letter;

import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;
import mailweir.parcel.BadParcel;
import mailweir.parcel.Packing;
import mailweir.parcel.Parcel;
import mailweir.pipeline.Intake;
import org.bouncycastle.openpgp.api.OpenPGPKey;

/** Takes mails apart and hands on what they hold. Safe for threads. */
public final class Postman {
  private static final int MOST = Packing.LARGEST + (1 << 20);

  private final Intake intake;
  private final Keys keys;
  private final String name;
  private final Recipes recipes;
  private final InstantSource clock;
  private final ZoneId zone;

  /**
   * One that hands on to this intake.
   *
   * @param name what the user id of our own key says, when it has to be made
   * @param zone of stamps that have none, in mails that a recipe reads
   */
  public Postman(
      Intake intake, Keys keys, String name, Recipes recipes, InstantSource clock, ZoneId zone) {
    this.zone = zone;
    this.intake = intake;
    this.keys = keys;
    this.name = name;
    this.recipes = recipes;
    this.clock = clock;
  }

  /**
   * What became of a mail.
   *
   * @param from the sender's name, or that of the recipe
   * @param known whether what it holds was stored already
   * @param lines that it holds
   */
  public record Taken(String from, boolean known, long lines) {}

  /**
   * Takes a mail.
   *
   * @return completed when what it holds is permanent and the mail may be removed
   * @throws BadLetter when it is not for us, or not to be believed: nothing was taken
   * @throws IOException when our own keys cannot be read
   * @throws mailweir.store.StoreFault when the store cannot be written now
   */
  public CompletableFuture<Taken> take(byte[] bytes) throws BadLetter, IOException {
    if (bytes.length > Mail.LONGEST) {
      throw new BadLetter("is longer than " + Mail.LONGEST + " bytes");
    }
    Mail mail = Mail.of(bytes);
    InputStream sealed = mail.sealed();
    if (sealed != null) {
      return parcel(sealed);
    }
    for (Recipe recipe : recipes.all()) {
      if (recipe.matches(mail)) {
        return brought(recipe, recipe.read(mail, clock.millis() * 1000));
      }
    }
    throw new BadLetter(
        recipes.size() == 0
            ? "is no sealed mail, and there are no recipes"
            : "is no sealed mail, and matches no recipe");
  }

  private CompletableFuture<Taken> parcel(InputStream sealed) throws BadLetter, IOException {
    OpenPGPKey own = keys.own(name);
    Seal.Opened opened = Seal.open(sealed, own, keys.known(), MOST);
    try {
      Parcel parcel = Parcel.of(opened.content());
      return intake
          .take("mail " + opened.signer(), parcel)
          .thenApply(r -> new Taken(opened.signer(), r.known(), r.lines()));
    } catch (BadParcel e) {
      throw new BadLetter("is sealed by " + opened.signer() + ", and " + e.getMessage(), e);
    }
  }

  private CompletableFuture<Taken> brought(Recipe recipe, Recipe.Brought b) {
    List<byte[]> lines = b.lines();
    CRC32C sum = new CRC32C();
    lines.forEach(sum::update);
    String source =
        recipe.name()
            + " "
            + b.host()
            + " "
            + b.at()
            + " "
            + HexFormat.of().toHexDigits(sum.getValue());
    return intake
        .document(source, "mail " + recipe.name(), b.host(), b.at(), zone, lines, b.samples())
        .thenApply(done -> new Taken(recipe.name(), false, lines.size()));
  }
}
