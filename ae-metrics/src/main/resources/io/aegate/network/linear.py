# Linear algebra in double precision, for any device: TorchScript, as PyTorch stores it.
# Rows are N x D floats, one row an image; what is called total is added to in place, so that blocks of rows leave no more behind.

def doubles(self, x: Tensor) -> Tensor:
  return torch.to(x, 7)

# As many rows and columns as these vectors have elements.
def zeros(self, rows: Tensor, columns: Tensor) -> Tensor:
  return torch.new_zeros(rows, [torch.size(rows, 0), torch.size(columns, 0)])

def set_rows(self, total: Tensor, places: Tensor, x: Tensor) -> Tensor:
  return torch.index_copy_(total, 0, torch.to(places, 4), self.doubles(x))

def add_sum(self, total: Tensor, x: Tensor) -> Tensor:
  return torch.add_(total, torch.sum(self.doubles(x), [0]))

def add_scatter(self, total: Tensor, x: Tensor, mean: Tensor) -> Tensor:
  centred = torch.sub(self.doubles(x), mean)
  return torch.addmm_(total, torch.t(centred), centred)

def sum_of_squares(self, x: Tensor, mean: Tensor) -> Tensor:
  centred = torch.sub(self.doubles(x), mean)
  return torch.sum(torch.mul(centred, centred))

# The sum of the singular values of X Yt, both in doubles and centred here.
def nuclear_norm(self, x: Tensor, mean_x: Tensor, y: Tensor, mean_y: Tensor) -> Tensor:
  left = torch.sub(x, mean_x)
  right = torch.sub(y, mean_y)
  return torch.sum(torch.linalg_svdvals(torch.matmul(left, torch.t(right))))

# The eigenvalues of X S Xt, X in doubles and centred here, in ascending order.
def spectrum_of_rows(self, x: Tensor, mean: Tensor, covariance: Tensor) -> Tensor:
  centred = torch.sub(x, mean)
  return torch.linalg_eigvalsh(torch.matmul(torch.matmul(centred, covariance), torch.t(centred)))

# L with L Lt = S, and [0 where it exists, the least of its squared diagonal, the greatest].
def cholesky(self, covariance: Tensor) -> Tuple[Tensor, Tensor]:
  factor, info = torch.linalg_cholesky_ex(covariance)
  pivots = torch.diagonal(factor)
  pivots2 = torch.mul(pivots, pivots)
  facts = torch.stack([self.doubles(info), torch.min(pivots2), torch.max(pivots2)])
  return (factor, facts)

# F with F Ft = S, and the eigenvalues of S in ascending order.
def eigen_factor(self, covariance: Tensor) -> Tuple[Tensor, Tensor]:
  values, vectors = torch.linalg_eigh(covariance)
  return (torch.mul(vectors, torch.sqrt(torch.clamp_min(values, 0.))), values)

def spectrum(self, covariance: Tensor) -> Tensor:
  return torch.linalg_eigvalsh(covariance)

# The eigenvalues of Ft S F, in ascending order.
def spectrum_between(self, factor: Tensor, covariance: Tensor) -> Tensor:
  return torch.linalg_eigvalsh(torch.matmul(torch.matmul(torch.t(factor), covariance), factor))

# The same for a lower triangular F: in strips, without the products with its zeros, and only the triangle that eigvalsh reads.
def spectrum_between_triangles(self, factor: Tensor, covariance: Tensor) -> Tensor:
  side = torch.size(factor, 0)
  strips = torch.chunk(factor, 8, 1)
  products = annotate(List[Tensor], [])
  start = 0
  for k in range(torch.len(strips)):
    strip = strips[k]
    rest = torch.sub(side, start)
    product = torch.matmul(torch.narrow(covariance, 1, start, rest), torch.narrow(strip, 0, start, rest))
    _0 = torch.append(products, product)
    start = torch.add(start, torch.size(strip, 1))
  right = torch.cat(products, 1)
  result = torch.new_zeros(factor, [side, side])
  top = 0
  for k in range(torch.len(strips)):
    strip = strips[k]
    rest = torch.sub(side, top)
    width = torch.size(strip, 1)
    reach = torch.add(top, width)
    left = torch.t(torch.narrow(strip, 0, top, rest))
    rows = torch.matmul(left, torch.narrow(torch.narrow(right, 0, top, rest), 1, 0, reach))
    _1 = torch.copy_(torch.narrow(torch.narrow(result, 0, top, width), 1, 0, reach), rows)
    top = reach
  return torch.linalg_eigvalsh(result)

def cubed(self, products: Tensor, width: int) -> Tensor:
  kernel = torch.add(torch.div(products, width), 1.)
  return torch.sum(torch.mul(torch.mul(kernel, kernel), kernel))

def kernel_sum(self, x: Tensor, y: Tensor) -> Tensor:
  return self.cubed(torch.matmul(self.doubles(x), torch.t(self.doubles(y))), torch.size(x, 1))

def kernel_diagonal(self, x: Tensor) -> Tensor:
  rows = self.doubles(x)
  return self.cubed(torch.sum(torch.mul(rows, rows), [1]), torch.size(x, 1))

# Squared distances, and by how much rounding may have moved them.
def distances(self, x: Tensor, y: Tensor, centre: Tensor) -> Tuple[Tensor, Tensor]:
  a = torch.sub(self.doubles(x), centre)
  b = torch.sub(self.doubles(y), centre)
  norms = torch.add(torch.sum(torch.mul(a, a), [1], True), torch.t(torch.sum(torch.mul(b, b), [1], True)))
  squared = torch.clamp_min(torch.sub(norms, torch.mul(torch.matmul(a, torch.t(b)), 2.)), 0.)
  return (squared, torch.mul(norms, 1e-12))

# As many of the least distances as there were before, these among them.
def nearest(self, before: Tensor, x: Tensor, y: Tensor, centre: Tensor) -> Tensor:
  squared, slack = self.distances(x, y, centre)
  values, places = torch.topk(torch.cat([before, squared], 1), torch.size(before, 1), 1, False)
  return values

# In how many balls around y each x lies, and how many x lie in each ball.
def within(self, x: Tensor, y: Tensor, centre: Tensor, radii: Tensor) -> Tuple[Tensor, Tensor]:
  squared, slack = self.distances(x, y, centre)
  inside = self.doubles(torch.le(torch.sub(squared, slack), radii))
  return (torch.sum(inside, [1]), torch.sum(inside, [0]))
