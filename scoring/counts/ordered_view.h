// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <ranges>
#include <span>
#include <vector>

namespace farcall {

// Items of an array in an order that is kept beside it: the position of the
// first, of the second and so on. A change of either ends the view.
template <typename T>
class OrderedView {
 public:
  class Iterator {
   public:
    using iterator_category = std::random_access_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using pointer = const T*;
    using reference = const T&;

    Iterator() = default;
    Iterator(const T* items, const uint16_t* at) : items_(items), at_(at) {}

    reference operator*() const { return items_[*at_]; }
    pointer operator->() const { return &items_[*at_]; }
    reference operator[](difference_type n) const { return items_[at_[n]]; }
    Iterator& operator+=(difference_type n) { return at_ += n, *this; }
    Iterator& operator-=(difference_type n) { return at_ -= n, *this; }
    Iterator& operator++() { return ++at_, *this; }
    Iterator& operator--() { return --at_, *this; }
    Iterator operator++(int) { return {items_, at_++}; }
    Iterator operator--(int) { return {items_, at_--}; }
    Iterator operator+(difference_type n) const { return {items_, at_ + n}; }
    Iterator operator-(difference_type n) const { return {items_, at_ - n}; }
    friend Iterator operator+(difference_type n, Iterator it) { return it + n; }
    difference_type operator-(Iterator other) const { return at_ - other.at_; }
    auto operator<=>(const Iterator& other) const { return at_ <=> other.at_; }
    bool operator==(const Iterator& other) const { return at_ == other.at_; }

   private:
    const T* items_ = nullptr;
    const uint16_t* at_ = nullptr;
  };
  using value_type = T;
  using size_type = size_t;
  using const_iterator = Iterator;
  using iterator = Iterator;

  OrderedView(const T* items, std::span<const uint16_t> order)
      : items_(items), order_(order) {}

  Iterator begin() const { return {items_, order_.data()}; }
  Iterator end() const { return {items_, order_.data() + order_.size()}; }
  size_t size() const { return order_.size(); }
  bool empty() const { return order_.empty(); }
  const T& operator[](size_t i) const { return items_[order_[i]]; }
  const T& front() const { return items_[order_.front()]; }
  const T& back() const { return items_[order_.back()]; }
  // The positions of the items, in order.
  std::span<const uint16_t> positions() const { return order_; }

  std::vector<T> Copy() const { return {begin(), end()}; }

  friend bool operator==(const OrderedView& a, const OrderedView& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }
  friend bool operator==(const OrderedView& a, const std::vector<T>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }

 private:
  const T* items_;
  std::span<const uint16_t> order_;
};

}  // namespace farcall

// Its iterators do not point to the view.
template <typename T>
inline constexpr bool
    std::ranges::enable_borrowed_range<farcall::OrderedView<T>> = true;
