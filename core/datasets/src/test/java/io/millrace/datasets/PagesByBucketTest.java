package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagesByBucketTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 256, 257, 5_000})
  void pages_comeBucketByBucket(int pages) throws Exception {
    Random random = new Random(pages);
    PagesByBucket gathered = new PagesByBucket();
    Map<Integer, List<Object>> truth = new TreeMap<>();
    for (int i = 0; i < pages; i++) {
      int bucket = random.nextInt(1 + random.nextInt(GroupKey.BUCKETS));
      gathered.add(i, bucket);
      truth.computeIfAbsent(bucket, any -> new ArrayList<>()).add(i);
    }

    List<Integer> buckets = new ArrayList<>();
    gathered.forEachBucket(
        (bucket, some) -> {
          buckets.add(bucket);
          assertThat(some).isEqualTo(truth.get(bucket));
        });

    assertThat(buckets).containsExactlyElementsOf(truth.keySet());
  }
}
