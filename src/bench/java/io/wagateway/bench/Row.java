package io.wagateway.bench;

import java.util.ArrayList;
import java.util.List;

/** A target's samples, one for each round. */
final class Row {
    private final Target target;
    private final double goal;
    private final List<Sample> rounds = new ArrayList<>();

    /** @param goal the least share of the bare handler's throughput; 0: none */
    Row(Target target, double goal) {
        this.target = target;
        this.goal = goal;
    }

    Target target() {
        return target;
    }

    double goal() {
        return goal;
    }

    void add(Sample sample) {
        rounds.add(sample);
    }

    Sample all() {
        Sample all = new Sample();
        rounds.forEach(all::add);
        return all;
    }

    double perSecond() {
        return Median.of(rounds.stream().map(Sample::perSecond).toList());
    }

    /** The median of the ratios of the rounds: a slow moment of the machine affects both servers of a round. */
    double ratioTo(Row other) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < rounds.size(); i++) {
            ratios.add(rounds.get(i).perSecond() / other.rounds.get(i).perSecond());
        }
        return Median.of(ratios);
    }
}
