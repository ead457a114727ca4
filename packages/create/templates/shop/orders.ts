import { definePlugin } from 'wechatbot'

const ORDERS = new Map([
  ['1001', '已发货，预计明天到'],
  ['1002', '正在备货'],
])

export default definePlugin({
  name: 'orders',
  setup(scope) {
    scope.hears(/^订单 ?(?<id>\d+)$/, (_ctx, match) => {
      const id = match.groups?.id ?? ''
      return `订单 ${id}：${ORDERS.get(id) ?? '没有查到，请检查订单号。'}`
    })
  },
})
