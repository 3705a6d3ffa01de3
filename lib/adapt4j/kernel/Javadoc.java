package adapt4j.kernel;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Comments from source files: {@code x-sources.jar} beside {@code x.jar}, and the lab's own {@code
 * lib} folder. JShell itself only knows the JDK's sources.
 */
final class Javadoc {
  private static final Pattern CODE = Pattern.compile("\\{@(?:code|literal|value) ?([^{}]*)}");

  private final Supplier<List<String>> classpath;
  private final Path home;

  /**
   * A reader of comments.
   *
   * @param classpath the jars whose sources are looked for
   * @param home the lab's checkout, or null
   */
  Javadoc(Supplier<List<String>> classpath, Path home) {
    this.classpath = classpath;
    this.home = home;
  }

  /** The comment of a class. */
  Optional<String> type(String type) {
    return find(type, t -> true, true);
  }

  /**
   * The comment of a method.
   *
   * @param type the class that declares it, by its full name
   * @param name the method's name; {@code <init>} for a constructor
   * @param parameters as in a signature: {@code Shape shape, DataType type}
   */
  Optional<String> method(String type, String name, String parameters) {
    List<String> wanted = Stream.of(parameters.split(",")).map(Javadoc::parameterType).toList();
    Predicate<Tree> same =
        tree ->
            tree instanceof MethodTree m
                && m.getName().contentEquals(name)
                && wanted.equals(
                    m.getParameters().isEmpty()
                        ? List.of("")
                        : m.getParameters().stream().map(p -> simple(p.getType())).toList());
    return find(type, same, false);
  }

  /** The comment of a field. */
  Optional<String> field(String type, String name) {
    return find(type, t -> t instanceof VariableTree v && v.getName().contentEquals(name), false);
  }

  private Optional<String> find(String type, Predicate<Tree> wanted, boolean itself) {
    String outer = type;
    while (outer.contains(".")) {
      Optional<String> source = source(outer.replace('.', '/') + ".java");
      if (source.isPresent()) {
        String[] nested = type.substring(outer.lastIndexOf('.') + 1).split("\\.");
        return comment(source.get(), List.of(nested), wanted, itself);
      }
      outer = outer.substring(0, outer.lastIndexOf('.')); // perhaps a nested class
    }
    return Optional.empty();
  }

  private Optional<String> source(String file) {
    try {
      if (home != null && Files.exists(home.resolve("lib").resolve(file))) {
        return Optional.of(Files.readString(home.resolve("lib").resolve(file)));
      }
      for (String entry : classpath.get()) {
        Path sources = Path.of(entry.replaceFirst("\\.jar$", "-sources.jar"));
        if (entry.endsWith(".jar") && Files.exists(sources)) {
          try (ZipFile zip = new ZipFile(sources.toFile())) {
            ZipEntry found = zip.getEntry(file);
            if (found != null) {
              byte[] text = zip.getInputStream(found).readAllBytes();
              return Optional.of(new String(text, StandardCharsets.UTF_8));
            }
          }
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> comment(
      String source, List<String> nested, Predicate<Tree> wanted, boolean itself) {
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///Source.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    JavacTask task = (JavacTask) compiler.getTask(null, null, d -> {}, null, null, List.of(file));
    try {
      CompilationUnitTree unit = task.parse().iterator().next();
      TreePath path = new TreePath(unit);
      List<? extends Tree> members = unit.getTypeDecls();
      for (String name : nested) {
        Optional<? extends Tree> type = first(members, t -> isNamed(t, name));
        if (type.isEmpty()) {
          return Optional.empty();
        }
        path = new TreePath(path, type.get());
        members = ((ClassTree) type.get()).getMembers();
      }
      DocTrees docs = DocTrees.instance(task);
      TreePath owner = path;
      return itself
          ? Optional.ofNullable(docs.getDocComment(owner)).map(Javadoc::plain)
          : first(members, wanted)
              .map(member -> docs.getDocComment(new TreePath(owner, member)))
              .map(Javadoc::plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<? extends Tree> first(
      List<? extends Tree> trees, Predicate<Tree> wanted) {
    return trees.stream().filter(wanted).findFirst();
  }

  private static boolean isNamed(Tree tree, String name) {
    return tree instanceof ClassTree c && c.getSimpleName().contentEquals(name);
  }

  private static String parameterType(String parameter) {
    String[] words = parameter.strip().split(" ");
    return simpleName(words.length > 1 ? words[words.length - 2] : words[0]);
  }

  private static String simple(Tree type) {
    return simpleName(Inspection.withoutTypeArguments(type.toString()));
  }

  private static String simpleName(String type) {
    return type.substring(type.lastIndexOf('.', type.length() - 4) + 1).replace("...", "[]");
  }

  /** A comment as plain text: tags and markup gone, paragraphs kept. */
  static String plain(String comment) {
    String text =
        CODE.matcher(comment)
            .replaceAll(code -> Matcher.quoteReplacement(code.group(1).replace("<", "&lt;")))
            .replaceAll("\\{@link(?:plain)? [^{}\\s]+\\s+([^{}]+)}", "$1")
            .replaceAll("\\{@link(?:plain)? ([^{}]+)}", "$1")
            .replaceAll("\\{@\\w+ ?([^{}]*)}", "$1")
            .replaceAll("(?i)\\s*<(?:p|ul|ol|/ul|/ol|pre|/pre|br)\\s*/?>\\s*", "\n\n")
            .replaceAll("(?i)\\s*<li>\\s*", "\n- ")
            .replaceAll("</?\\w+[^>]*>", "")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&");
    return String.join("\n", Arrays.stream(text.split("\n")).map(String::strip).toList())
        .replaceAll("\n{3,}", "\n\n")
        .strip();
  }

  static String firstSentence(String plain) {
    return plain.split("(?<=[.!?])\\s|\n\n|\n@")[0].replace('\n', ' ');
  }
}
