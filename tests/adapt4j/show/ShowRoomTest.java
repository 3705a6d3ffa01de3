package adapt4j.show;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds for the room as a whole. */
class ShowRoomTest {
  @Test
  void itKnowsNoKernelAndNoOtherRoom() {
    DescribedPredicate<JavaClass> stranger =
        DescribedPredicate.describe(
            "a kernel or another room",
            other ->
                other.getPackageName().startsWith("org.dflib")
                    || other.getPackageName().startsWith("io.github.spencerpark")
                    || (other.getPackageName().startsWith("adapt4j")
                        && !other.getPackageName().equals("adapt4j.show")));
    noClasses()
        .should()
        .dependOnClassesThat(stranger)
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("adapt4j.show"));
  }

  /** A kernel prints the value of a cell's last line; what shows something must have none. */
  @Test
  void whatShowsReturnsNothing() {
    List<Method> shows =
        List.of(Figure.class, Grid.class, Tables.class, Display.class, Live.class).stream()
            .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .filter(
                method ->
                    method.getName().equals("show")
                        || method.getDeclaringClass() == Live.class
                        || (method.getDeclaringClass() == Display.class
                            && !method.getName().equals("live")))
            .toList();
    assertTrue(shows.size() >= 12, () -> "found only " + shows);
    shows.forEach(method -> assertEquals(void.class, method.getReturnType(), method::toString));
  }
}
