// LEMON's network simplex on the arcs of a file, which is what Relais is measured against. Prints the least cost and the
// time that the solving took, without reading. Built by run.ts with g++ against Debian's liblemon-dev.
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <vector>

template <typename T>
static std::vector<T> read(std::FILE *file, size_t count) {
  std::vector<T> values(count);
  if (std::fread(values.data(), sizeof(T), count, file) != count) std::exit(2);
  return values;
}

int main(int, char **argv) {
  std::FILE *file = std::fopen(argv[1], "rb");
  if (!file) return 2;
  const auto sizes = read<int32_t>(file, 3);
  const int origins = sizes[0], points = sizes[1], arcs = sizes[2];
  const auto supplies = read<int32_t>(file, origins);
  const auto rooms = read<int32_t>(file, points);
  const auto penalties = read<double>(file, origins);
  const auto from = read<int32_t>(file, arcs);
  const auto to = read<int32_t>(file, arcs);
  const auto costs = read<double>(file, arcs);

  using Graph = lemon::SmartDigraph;
  Graph graph;
  graph.reserveNode(origins + points + 1);
  graph.reserveArc(arcs + origins + points);
  std::vector<Graph::Node> node;
  for (int i = 0; i <= origins + points; ++i) node.push_back(graph.addNode());
  const Graph::Node sink = node[origins + points];
  Graph::ArcMap<int> upper(graph);
  Graph::ArcMap<int64_t> cost(graph);
  Graph::NodeMap<int> supply(graph);
  int total = 0;
  for (int i = 0; i < origins; ++i) total += supplies[i];
  const auto add = [&](Graph::Node a, Graph::Node b, int most, double each) {
    const Graph::Arc arc = graph.addArc(a, b);
    upper[arc] = most;
    cost[arc] = static_cast<int64_t>(each);
  };
  for (int a = 0; a < arcs; ++a) add(node[from[a]], node[origins + to[a]], supplies[from[a]], costs[a]);
  for (int i = 0; i < origins; ++i) add(node[i], sink, supplies[i], penalties[i]);
  for (int j = 0; j < points; ++j) add(node[origins + j], sink, rooms[j], 0);
  for (int i = 0; i < origins; ++i) supply[node[i]] = supplies[i];
  supply[sink] = -total;

  lemon::NetworkSimplex<Graph, int, int64_t> simplex(graph);
  simplex.upperMap(upper).costMap(cost).supplyMap(supply);
  const auto begun = std::chrono::steady_clock::now();
  const auto outcome = simplex.run();
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begun;
  if (outcome != decltype(simplex)::OPTIMAL) return 3;
  std::printf("%lld %.3f\n", static_cast<long long>(simplex.totalCost<int64_t>()), took.count());
  return 0;
}
