package io.millrace.patterns.naive;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** An engine that is compared with itself is always right. */
class NaiveIndependenceTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter().importPackages("io.millrace.patterns");

  @Test
  void plainEvaluator_sharesNothingWithTheEngine() {
    noClasses()
        .that()
        .resideInAPackage("..patterns.naive..")
        .and()
        .doNotHaveSimpleName("EngineAdapter")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "..patterns.engine..",
                "..patterns.expression..",
                "..patterns.eql..",
                "..patterns.definition..",
                "..patterns.sigma.."))
        .check(CLASSES);
  }
}
