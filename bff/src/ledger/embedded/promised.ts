// Puts a synchronous answer behind the port's promises; what it throws becomes a rejection.

export const promised =
  <A extends unknown[], R>(answer: (...args: A) => R): ((...args: A) => Promise<R>) =>
  (...args) =>
    new Promise((resolve) => {
      resolve(answer(...args))
    })
