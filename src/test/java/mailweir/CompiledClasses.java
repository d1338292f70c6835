package mailweir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MethodRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The program's class files as the compiler wrote them: who is there, and whom each names.
 *
 * <p>Implementation note: everything that a class names stands in its constant pool: as a class, inside a descriptor or
 * signature, or (an enum constant in a pattern switch) as a string with the class's name. So a type that is named only in a
 * {@code case} is seen too; only a constant that the compiler copied is not.
 */
final class CompiledClasses {
  /** Where the page's templates are compiled to. */
  static final String TEMPLATES = "gg.jte.generated";

  private static final Pattern IN_DESCRIPTOR = Pattern.compile("L(mailweir/[\\w/$]+)[;<.]");
  private static final Pattern IN_STRING =
      Pattern.compile("mailweir(\\.[a-z]\\w*)*\\.[A-Z][\\w$]*");

  private CompiledClasses() {}

  /** All of the program's classes, without its tests. */
  static List<ClassModel> all() {
    return Checkout.files("target/classes", ".class").stream().map(CompiledClasses::parse).toList();
  }

  private static ClassModel parse(Path file) {
    try {
      return ClassFile.of().parse(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code mailweir.parse.Line} for the class of that name. */
  static String name(ClassModel model) {
    return model.thisClass().asInternalName().replace('/', '.');
  }

  /** {@code mailweir.parse} for {@code mailweir.parse.Line}. */
  static String packageOf(String className) {
    return className.substring(0, Math.max(0, className.lastIndexOf('.')));
  }

  /** The program's classes that this one names, itself included. */
  static Set<String> namedBy(ClassModel model) {
    Set<String> named = new TreeSet<>();
    for (PoolEntry entry : model.constantPool()) {
      switch (entry) {
        case ClassEntry c when c.asInternalName().startsWith("mailweir/") ->
            named.add(c.asInternalName().replace('/', '.'));
        case Utf8Entry text -> addNamedIn(text.stringValue(), named);
        default -> {}
      }
    }
    return named;
  }

  private static void addNamedIn(String text, Set<String> named) {
    Matcher descriptor = IN_DESCRIPTOR.matcher(text);
    while (descriptor.find()) {
      named.add(descriptor.group(1).replace('/', '.'));
    }
    if (IN_STRING.matcher(text).matches()) {
      named.add(text);
    }
  }

  /** The methods that this class calls, as {@code java.lang.System.exit}. */
  static Set<String> calledBy(ClassModel model) {
    Set<String> called = new TreeSet<>();
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof MethodRefEntry method) {
        called.add(
            method.owner().asInternalName().replace('/', '.') + "." + method.name().stringValue());
      }
    }
    return called;
  }
}
